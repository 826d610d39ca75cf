import type { Case } from '../../case.ts';
import { gapsMs, settled } from '../../tools.ts';

export const growthByFactor: Case = {
  id: 'retry-growth-by-factor',
  title: 'Without jitter the backoff grows by the factor that was asked for: 20, 120, 720 ms',
  source: 'AWS Architecture Blog, Exponential Backoff And Jitter; cockatiel 4.0.0, trap 10',
  trap: 10,
  async run(check) {
    const upstream = await check.upstream([503]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 20, factor: 6, jitterMs: 0, capMs: 10_000 } },
    });
    await settled(client.call());
    const gaps = gapsMs(upstream);
    // A timer's clock has whole milliseconds.
    for (const [at, delayMs] of [20, 120, 720].entries()) {
      check.between(`milliseconds before retry ${at + 1}`, gaps[at] ?? 0, delayMs - 1, delayMs + 3_000);
    }
  },
  bug: {
    seam: 'backoff-growth',
    becomes: '$& ** 0.25',
  },
};
