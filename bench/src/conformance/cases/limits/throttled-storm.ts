import type { Case } from '../../case.ts';
import { endOf, settled, sleep, statusOf } from '../../tools.ts';
import { costsNothing, retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';

const CALLS = 60;
const MAX_ATTEMPTS = 3;

export const throttledStorm: Case = {
  id: 'throttled-storm',
  title: 'Of sixty calls that are always refused each ends, and says 429; then nothing more is sent',
  source: 'Nimbus guide: at most 3 retries a payload, one failed payload never cancels the rest',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '0', 'retry-after-ms': '20' };
    const upstream = await check.upstream([{ status: 429, headers, afterMs: 5 }]);
    const client = check.client(upstream, {
      hints: retryAfterMsAndRemaining,
      costs: costsNothing,
      bulkhead: { limit: 20 },
      retry: { maxAttempts: MAX_ATTEMPTS, backoff: { baseMs: 10, jitterMs: 0, capMs: 50 } },
    });
    const calls = Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    const all = await endOf(calls, 5_000);
    check.that(all !== undefined, 'some calls never end');
    const ends = all !== undefined && 'value' in all ? all.value : [];
    check.equal('calls that say 429', ends.filter((end) => statusOf(end) === 429).length, CALLS);
    const sent = upstream.arrivals.length;
    // One attempt more for contestants that do not count the first one.
    check.between('requests', sent, CALLS, CALLS * (MAX_ATTEMPTS + 1));
    await sleep(100);
    check.equal('requests after the end', upstream.arrivals.length - sent, 0);
  },
  bug: {
    seam: 'most-attempts',
    becomes: '$& + 2',
    alsoFails: ['retry-attempts-are-counted', 'retry-attempts-are-told'],
  },
};
