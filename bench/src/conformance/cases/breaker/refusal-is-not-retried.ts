import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const refusalIsNotRetried: Case = {
  id: 'breaker-refusal-is-not-retried',
  title: 'A call that an open circuit refuses fails at once, whatever the retry would do',
  source: 'Polly, docs/strategies/circuit-breaker.md: it "shortcuts the execution"; Microsoft, Circuit Breaker pattern',
  async run(check) {
    const baseMs = 300;
    const upstream = await check.upstream([503]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs, jitterMs: 0, capMs: baseMs } },
      breaker: { windowMs: 10_000, minimumCalls: 1, errorRatio: 0.5, openMs: 60_000 },
    });
    await settled(client.call({ idempotency: 'none' }));
    const requests = upstream.arrivals.length;
    const end = await settled(client.call());
    check.that('error' in end, 'the open circuit let a call through');
    check.equal('requests of that call', upstream.arrivals.length - requests, 0);
    check.between('milliseconds until it was refused', end.tookMs, 0, baseMs - 50);
  },
  bug: {
    seam: 'asks-to-leave',
    becomes: `(async () => {
      for (let asked = 1; ; asked += 1) {
        try {
          return await $&;
        } catch (refusal) {
          if (asked === 3 || refusal.code !== 'EVK_CIRCUIT_OPEN') throw refusal;
          await new Promise((resolve) => setTimeout(resolve, 300));
        }
      }
    })()`,
    alsoFails: ['breaker-half-open-surplus'],
  },
};
