import type { Case } from '../../case.ts';
import { settled, statusOf } from '../../tools.ts';
import { retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';

const CALLS = 60;
const TOLD = 16;
const REALLY = 4;

export const refusalsLowerTheCeiling: Case = {
  id: 'refusals-lower-the-ceiling',
  title: `A client that may have ${TOLD} in flight where ${REALLY} hold sends fewer, so that no call is lost to its retries`,
  source: 'Netflix, concurrency-limits (AIMD); RFC 5681, 3.1; Nimbus guide: a 429 above the ceiling',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '500', 'retry-after-ms': '20' };
    const upstream = await check.upstream(() =>
      upstream.inFlight > REALLY
        ? { status: 429, headers }
        : { afterMs: 30, headers: { 'x-ratelimit-remaining': '500' } },
    );
    const client = check.client(upstream, {
      hints: retryAfterMsAndRemaining,
      bulkhead: { limit: TOLD },
      retry: { maxAttempts: 3, backoff: { baseMs: 10, jitterMs: 10, capMs: 20 } },
    });
    const ends = await Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    check.equal('calls that are lost', ends.filter((end) => statusOf(end) !== 200).length, 0);
    const refused = upstream.arrivals.filter(({ status }) => status === 429).length;
    check.between('429s', refused, 1, CALLS / 2);
  },
  bug: {
    seam: 'refusals-lower-the-ceiling',
    becomes: 'undefined',
  },
};
