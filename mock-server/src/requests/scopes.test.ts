import { defineProvider, type LimitDefinition } from '@evenkeel/toolkit/providers';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { expect, test } from 'vitest';
import { buildApp } from '../index.ts';

type Ask = readonly [url: string, body: object];
type Answer = readonly [status: number, left: string | undefined, bucket: string | undefined];

/** What an app with this limit answers, one request after the other. */
async function answers(scope: LimitDefinition['scope'], asks: readonly Ask[]): Promise<Answer[]> {
  const clock = new FakeClock(0);
  const limit: LimitDefinition = { kind: 'window', amount: 1, windowMs: 60_000, ...(scope && { scope }) };
  const contract = defineProvider({
    name: 'chat',
    limits: [limit],
    operations: {
      send: { method: 'POST', path: '/channels/{channel}/messages', group: 'messages' },
      edit: { method: 'POST', path: '/channels/{channel}/edits', group: 'messages' },
      react: { method: 'POST', path: '/channels/{channel}/reactions' },
    },
    hints: [{ header: 'x-left', means: 'remaining', format: 'integer' }],
  });
  const app = buildApp({ adminToken: 'a-token-for-this-test', clock, contracts: [contract] });
  const rows: Answer[] = [];
  for (const [url, payload] of asks) {
    const headers = { authorization: 'Bearer chat_default_local' };
    const sent = app.inject({ method: 'POST', url, headers, payload });
    let answered = false;
    void sent.finally(() => {
      answered = true;
    });
    for (let turn = 0; turn < 100 && !answered; turn += 1) {
      await new Promise(setImmediate);
      if (!answered && clock.pending > 0) clock.tick(clock.newestMs);
    }
    const { statusCode, headers: told } = await sent;
    rows.push([statusCode, told['x-left'] as string | undefined, told['x-bucket'] as string | undefined]);
  }
  await app.close();
  return rows;
}

const [one, two] = ['/channels/1/messages', '/channels/2/messages'];

test.each<[what: string, scope: LimitDefinition['scope'], asks: Ask[], rows: unknown[]]>([
  [
    'a parameter of the path',
    ['credential', { param: 'channel' }],
    [
      [one, {}],
      [two, {}],
      ['/channels/2/reactions', {}],
    ],
    [
      [200, '0', undefined],
      [200, '0', undefined],
      [429, '0', undefined],
    ],
  ],
  [
    'a field of the request, and a request without one',
    ['credential', { request: 'model.name' }],
    [
      [one, { model: { name: 'small' } }],
      [one, { model: { name: 'large' } }],
      [two, { model: { name: 'small' } }],
      [one, {}],
    ],
    [
      [200, '0', undefined],
      [200, '0', undefined],
      [429, '0', undefined],
      [200, '0', undefined],
    ],
  ],
  [
    'a bucket, which answers name',
    ['credential', { told: 'x-bucket' }],
    [
      [one, {}],
      ['/channels/2/edits', {}],
      ['/channels/2/reactions', {}],
    ],
    [
      [200, '0', expect.stringMatching(/^[0-9a-f]{16}$/)],
      [429, '0', expect.stringMatching(/^[0-9a-f]{16}$/)],
      [200, '0', expect.stringMatching(/^[0-9a-f]{16}$/)],
    ],
  ],
])('requests are counted by %s', async (_what, scope, asks, rows) => {
  expect(await answers(scope, asks)).toEqual(rows);
});
