import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';
import { retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';

const TOLD = 4;
const CALLS = 300;

export const loweredCeilingRises: Case = {
  id: 'lowered-ceiling-rises',
  title: `A client whose requests were refused for a while has ${TOLD} in flight again once the API accepts so many`,
  source: 'RFC 5681, 3.1 (congestion avoidance); Netflix, concurrency-limits (AIMD)',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '500', 'retry-after-ms': '5' };
    let most = 1;
    let holds = false;
    const upstream = await check.upstream((_, at) => {
      if (at > 30) most = TOLD;
      if (holds) return { hang: true };
      return upstream.inFlight > most
        ? { status: 429, headers }
        : { afterMs: 2, headers: { 'x-ratelimit-remaining': '500' } };
    });
    const client = check.client(upstream, {
      hints: retryAfterMsAndRemaining,
      bulkhead: { limit: TOLD },
      retry: { maxAttempts: 10, backoff: { baseMs: 5, jitterMs: 5, capMs: 20 } },
    });
    await Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    holds = true;
    for (let at = 0; at < 2 * TOLD; at += 1) void settled(client.call());
    await until(() => upstream.inFlight === TOLD);
    check.equal('requests in flight', upstream.inFlight, TOLD);
  },
  bug: {
    seam: 'lowered-ceiling-rises',
    // What was found once is never left again.
    becomes: 'Math.min($&, 2)',
    alsoFails: ['refusals-lower-the-ceiling', 'lone-refusal-lowers-nothing', 'told-limits-suffice', 'higher-limit'],
  },
};
