import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { EventStreamClient } from '../../client/event-stream-client.ts';
import { FakeClock, ScriptedTransport } from '../../testing/index.ts';
import { NeroxApi } from './api.ts';
import { neroxProfile } from './contract.ts';

it('leaves no word of an event that is no JSON in the error: it may repeat the key', async () => {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, ({ headers }) => ({ pieces: echo(headers.authorization) }));
  const options = { apiKey: 'nrx_secret', baseUrl: 'http://nerox.test', clock, transport };
  const api = new NeroxApi(new EventStreamClient(neroxProfile, options));
  const reading = Array.fromAsync(api.stream('job_1', 0, new AbortController().signal));
  const error = await clock.runUntil(reading.catch((thrown: unknown) => thrown));
  expect(error).toMatchObject({ code: 'EVK_RESPONSE_INVALID' });
  expect(inspect(error, { showHidden: true, depth: null })).not.toContain('nrx_secret');
});

async function* echo(text = ''): AsyncGenerator<string> {
  yield `id: 1\nevent: end\ndata: ${text}\n\n`;
}
