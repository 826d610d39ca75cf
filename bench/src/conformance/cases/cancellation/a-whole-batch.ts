import type { Case } from '../../case.ts';
import { endOf, settled, sleep, statusOf, until } from '../../tools.ts';

const CALLS = 40;
const LIMIT = 10;

export const aWholeBatch: Case = {
  id: 'cancel-a-whole-batch',
  title:
    'One abort ends all calls of a batch, wherever each is; nothing is sent afterwards, and the slots are free again',
  source: 'DOM Standard, 3.3; openai-node issue 2580',
  async run(check) {
    let well = false;
    // Some are in a backoff, some in flight, the others in the queue.
    const upstream = await check.upstream((_, at) => {
      if (well) return 200;
      return at < LIMIT / 2 ? 503 : { hang: true };
    });
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 300, factor: 1, jitterMs: 0, capMs: 300 } },
      bulkhead: { limit: LIMIT },
    });
    const { signal, abort } = abortable();
    const calls = Promise.all(Array.from({ length: CALLS }, () => settled(client.call({ signal }))));
    await until(() => upstream.inFlight === LIMIT);
    check.equal('requests in flight', upstream.inFlight, LIMIT);
    const sent = upstream.arrivals.length;
    abort();
    const end = await endOf(calls, 2_000);
    check.that(end !== undefined && 'value' in end, '2,000 ms after the abort some calls have not ended');
    await sleep(350);
    check.equal('requests sent after the abort', upstream.arrivals.length - sent, 0);
    well = true;
    const next = await endOf(client.call(), 2_000);
    check.equal('status of a call made afterwards', next && statusOf(next), 200);
  },
  bug: {
    seam: 'attempt-is-sent',
    // A cancelled attempt never ends.
    becomes: `((send) => (signal) =>
      send(signal).catch((error) => {
        if (signal.aborted && signal.reason.code !== 'EVK_ATTEMPT_TIMEOUT') return new Promise(() => {});
        throw error;
      }))($&)`,
  },
};

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
