import type { Case } from '../../case.ts';
import { settled, statusOf } from '../../tools.ts';

const CALLS = 100;
const REALLY = 12;

export const untoldCeilingIsFound: Case = {
  id: 'untold-ceiling-is-found',
  title: `A client that nobody tells of any limit does not send all at once where ${REALLY} hold, and uses these`,
  source: 'Netflix, concurrency-limits; RFC 5681, 3.1 (slow start)',
  async run(check) {
    let most = 0;
    const upstream = await check.upstream(() => {
      most = Math.max(most, upstream.inFlight);
      return upstream.inFlight > REALLY ? { status: 429, headers: { 'retry-after-ms': '100' } } : { afterMs: 200 };
    });
    const client = check.client(upstream, {
      hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }],
      retry: { maxAttempts: 3, backoff: { baseMs: 10, jitterMs: 10, capMs: 20 } },
    });
    const ends = await Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    check.equal('calls that are lost', ends.filter((end) => statusOf(end) !== 200).length, 0);
    check.between('429s', upstream.arrivals.filter(({ status }) => status === 429).length, 0, 15);
    check.between('the most in flight', most, REALLY - 3, 2 * REALLY);
  },
  bug: {
    seam: 'untold-ceiling',
    becomes: 'false',
  },
};
