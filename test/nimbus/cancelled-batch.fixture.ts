/**
 * A process of its own: a batch is cancelled in the middle, as its parent says; then another is done, and the client
 * closed. It tells what happened, and what is left.
 */
import { once } from 'node:events';
import { nimbus, type ResilienceEvent } from '@evenkeel/toolkit';

export interface Report {
  /** How each payload of the cancelled batch ended: `ok`, or a code. */
  ends: string[];
  /** Attempts of it that were started, before the abort and after it. */
  started: { before: number; after: number };
  okAfterwards: number;
  /** What keeps a process alive, before the client was used and after it was closed. */
  resources: { before: string[]; after: string[] };
}

const told = (): Promise<unknown> => once(process, 'message');
const resources = (): string[] => process.getActiveResourcesInfo().toSorted();

const controller = new AbortController();
const started = { before: 0, after: 0 };
const onEvent = (event: ResilienceEvent): void => {
  if (event.type !== 'attempt-started') return;
  started[controller.signal.aborted ? 'after' : 'before'] += 1;
};
const client = nimbus.createClient({ baseUrl: process.env.BASE_URL ?? '', apiKey: 'nmb_pro_local', onEvent });
// Listened to from now on, so that the channel counts before and after.
const toAbort = told();
const before = resources();

const payloads = Array.from({ length: 500 }, (_, index) => ({ prompt: `document ${index}` }));
const batch = client.inferAll(payloads, { signal: controller.signal, batchId: 'cancelled' });
await toAbort;
controller.abort(new Error('changed my mind'));
const results = await batch;
const ends = results.map((result) => (result.status === 'fulfilled' ? 'ok' : result.reason.code));
const startedOfBatch = { ...started };
const toGoOn = told();
process.send?.({ type: 'settled' });
await toGoOn;

// A slot that was lost would make this one wait for ever.
const fifty = await client.inferAll(payloads.slice(0, 50), { batchId: 'after' });
await client.close();
// Sockets are closed in the next turns of the event loop.
await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const okAfterwards = fifty.filter(({ status }) => status === 'fulfilled').length;
process.once('message', () => {});
const report: Report = { ends, started: startedOfBatch, okAfterwards, resources: { before, after: resources() } };
process.send?.({ type: 'report', report }, () => process.disconnect());
