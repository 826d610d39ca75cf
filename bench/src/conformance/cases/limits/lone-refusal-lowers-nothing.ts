import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';
import { retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';

const LIMIT = 6;

export const loneRefusalLowersNothing: Case = {
  id: 'lone-refusal-lowers-nothing',
  title: 'One 429 among many successes, with requests left, does not make a client send fewer at once',
  source: 'Nimbus guide: a 429 with requests left is about its own attempt; Netflix, concurrency-limits issue 144',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '500', 'retry-after-ms': '20' };
    let holds = false;
    const upstream = await check.upstream((_, at) => {
      if (at === 12) return { status: 429, headers };
      return holds ? { hang: true } : { afterMs: 5, headers: { 'x-ratelimit-remaining': '500' } };
    });
    const client = check.client(upstream, {
      hints: retryAfterMsAndRemaining,
      bulkhead: { limit: LIMIT },
      retry: { maxAttempts: 3, backoff: { baseMs: 10, jitterMs: 0, capMs: 10 } },
    });
    await Promise.all(Array.from({ length: 30 }, () => settled(client.call())));
    holds = true;
    for (let at = 0; at < 2 * LIMIT; at += 1) void settled(client.call());
    await until(() => upstream.inFlight === LIMIT);
    check.equal('requests in flight', upstream.inFlight, LIMIT);
  },
  bug: {
    seam: 'refused-by-chance',
    becomes: 'false',
  },
};
