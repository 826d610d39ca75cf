import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

const CALLS = 30;

export const jitterSpreads: Case = {
  id: 'retry-jitter-spreads',
  title: 'Those who failed together do not come back together',
  source: 'AWS Architecture Blog, Exponential Backoff And Jitter',
  async run(check) {
    const upstream = await check.upstream((_, at) => (at < CALLS ? 503 : 200));
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 1_500, jitterMs: 1_500, capMs: 3_000 } },
    });
    await Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    const repeats = upstream.arrivals.slice(CALLS).map(({ atMs }) => atMs);
    check.equal('repeats', repeats.length, CALLS);
    // 30 draws from 1.5 s never all lie within 600 ms. The bound is high, since a busy machine spreads retries as well.
    check.between(
      'milliseconds between the first repeat and the last',
      Math.max(...repeats) - Math.min(...repeats),
      600,
      6_000,
    );
  },
  bug: {
    seam: 'backoff-jitter',
    becomes: '0',
  },
};
