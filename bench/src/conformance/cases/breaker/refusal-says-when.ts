import type { Case } from '../../case.ts';
import { settled, sleep } from '../../tools.ts';
import { drive, isLetThrough } from './drive.fixture.ts';

export const refusalSaysWhen: Case = {
  id: 'breaker-refusal-says-when',
  title: "An open circuit's refusal says after how long to come back, and then one is let through",
  source: 'Polly, docs/strategies/circuit-breaker.md, BrokenCircuitException.RetryAfter; cockatiel 4.0.0, trap 15',
  trap: 15,
  async run(check) {
    const openMs = 200;
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs });
    const beforeMs = performance.now();
    await drive(breaker, 'ffff');
    const end = await settled(breaker.execute(() => Promise.resolve()));
    const passedMs = performance.now() - beforeMs;
    check.that('error' in end, 'the open circuit let a call through');
    const { retryAfterMs } = (end as { error: { retryAfterMs?: unknown } }).error;
    check.that(typeof retryAfterMs === 'number', 'the refusal does not say when to come back');
    check.between('retryAfterMs', Number(retryAfterMs), openMs - passedMs, openMs);
    await sleep(Number(retryAfterMs) + 2);
    check.that(await isLetThrough(breaker), 'who came back in time was refused');
  },
  bug: {
    seam: 'open-says-when',
    becomes: '{}',
  },
};
