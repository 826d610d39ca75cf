/** A process of its own: a batch is cancelled in the middle, then the client closed. What is left is printed. */
import { isEvenkeelError, nimbus } from '@evenkeel/toolkit';

const client = nimbus.createClient({ baseUrl: process.env.NIMBUS_BASE_URL ?? '', apiKey: 'nmb_pro_local' });
// Pipes to the parent are opened when they are first used, so they do not count.
const resources = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => name !== 'PipeWrap')
    .toSorted();
const before = resources();

const controller = new AbortController();
let abortedAtMs = 0;
setTimeout(() => {
  abortedAtMs = performance.timeOrigin + performance.now();
  controller.abort(new Error('changed my mind'));
}, 300);
const payloads = Array.from({ length: 500 }, (_, index) => ({ prompt: `document ${index}` }));
const results = await client.inferAll(payloads, { signal: controller.signal, batchId: 'cancelled' });
const settledAtMs = performance.timeOrigin + performance.now();

// A slot that was lost would make this one wait for ever.
const fifty = await client.inferAll(payloads.slice(0, 50), { batchId: 'after' });
await client.close();
// Sockets are closed in the next turns of the event loop.
await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

const codes = results.map((result) => {
  if (result.status === 'fulfilled') return 'ok';
  return isEvenkeelError(result.reason) ? result.reason.code : 'other';
});
process.stdout.write(
  JSON.stringify({
    abortedAtMs,
    settledAfterMs: settledAtMs - abortedAtMs,
    results: results.length,
    ok: codes.filter((code) => code === 'ok').length,
    cancelled: codes.filter((code) => code === 'EVK_CANCELLED').length,
    okAfterwards: fifty.filter(({ status }) => status === 'fulfilled').length,
    before,
    after: resources(),
  }),
);
