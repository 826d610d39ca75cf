import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, ScriptedTransport } from '@evenkeel/toolkit/testing';
import { createApp } from './app.ts';

test('advice waits for as long as both APIs ask', async () => {
  process.env.OPENAI_API_KEY ??= 'a-key';
  const clock = new FakeClock(0);
  const headers = { 'retry-after': '25' };
  const body = { degrees: 31 };
  const transport = new ScriptedTransport(clock, (_request, at) => (at === 0 ? { status: 429, headers } : { body }));
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'A hat.' }] }];
  const replies = [new Response('', { status: 429, headers }), Response.json({ object: 'response', output })];
  const fetch = async (): Promise<Response> => replies.shift() ?? Response.error();
  const weather = { baseUrl: 'https://weather.test', apiKey: 'a-key', transport, clock };
  assert.equal(await clock.runUntil(createApp(weather, { fetch, clock }).advise('lisbon')), 'A hat.');
  assert.ok(clock.now() >= 50_000, `done after ${clock.now()} ms`);
});
