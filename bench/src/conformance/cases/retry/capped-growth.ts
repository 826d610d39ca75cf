import type { Case } from '../../case.ts';
import { endOf, gapsMs } from '../../tools.ts';

export const cappedGrowth: Case = {
  id: 'retry-capped-growth',
  title: 'The backoff grows no further than its cap: 10, 50, 50 ms, and not 10, 300, 9,000',
  source: 'AWS Architecture Blog, Exponential Backoff And Jitter',
  async run(check) {
    const upstream = await check.upstream([503]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 10, factor: 30, jitterMs: 0, capMs: 50 } },
    });
    const end = await endOf(client.call(), 3_000);
    check.that(end !== undefined, 'the call has not ended after 3,000 ms');
    const gaps = gapsMs(upstream);
    check.between('milliseconds before retry 1', gaps[0] ?? 0, 9, 3_000);
    check.between('milliseconds before retry 3', gaps[2] ?? 0, 39, 3_000);
  },
  bug: {
    seam: 'backoff-cap',
    becomes: 'Number.POSITIVE_INFINITY',
  },
};
