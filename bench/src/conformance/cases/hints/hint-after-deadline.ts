import type { Case } from '../../case.ts';
import { retryAfterOf, settled } from '../../tools.ts';
import { retryAfterMsAndRemaining } from './dialects.fixture.ts';

export const hintAfterDeadline: Case = {
  id: 'hint-after-deadline',
  title: 'A hint that ends after the deadline fails the call at once, with retryAfterMs, and nothing more is sent',
  source: 'got 16, calculate-retry-delay.js (gives up beyond maxRetryAfter)',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '50', 'retry-after-ms': '60000' };
    const upstream = await check.upstream([{ status: 429, headers }, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 20, jitterMs: 0, capMs: 100_000 } },
      deadlineMs: 4_000,
      hints: retryAfterMsAndRemaining,
    });
    const end = await settled(client.call());
    check.equal('requests', upstream.arrivals.length, 1);
    check.between('milliseconds to the end of the call', end.tookMs, 0, 3_000);
    check.between('retryAfterMs', Number(retryAfterOf(end)), 60_000, 61_000);
  },
  bug: {
    seam: 'retry-before-deadline',
    becomes: 'Number.POSITIVE_INFINITY',
  },
};
