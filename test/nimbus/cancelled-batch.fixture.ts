/**
 * Runs as a process of its own. It cancels a batch in the middle, when its parent says so; then it does another one and
 * closes the client. It reports what happened, and what is left.
 */
import { once } from 'node:events';
import { nimbus, type ResilienceEvent } from '@evenkeel/toolkit';

export interface Report {
  /** How each payload of the cancelled batch ended: `ok`, or a code. */
  ends: string[];
  /** How many attempts of that batch were started before the abort, and after it. */
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
// Listens from now on, so that the channel counts as a resource both before and after.
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

// If a slot was lost, this batch waits for ever.
const fifty = await client.inferAll(payloads.slice(0, 50), { batchId: 'after' });
await client.close();
// Sockets are closed in the next turns of the event loop.
await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const okAfterwards = fifty.filter(({ status }) => status === 'fulfilled').length;
process.once('message', () => {});
const report: Report = { ends, started: startedOfBatch, okAfterwards, resources: { before, after: resources() } };
process.send?.({ type: 'report', report }, () => process.disconnect());
