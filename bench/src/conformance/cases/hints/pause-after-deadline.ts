import type { Case } from '../../case.ts';
import { retryAfterOf, settled } from '../../tools.ts';
import { retryAfterMsAndRemaining } from './dialects.fixture.ts';
import { noRetry } from './second-attempt.fixture.ts';

export const pauseAfterDeadline: Case = {
  id: 'pause-after-deadline',
  title: 'A call that comes in a pause beyond its deadline is refused at once, with retryAfterMs, and not sent',
  source: 'RFC 6585, 4; Polly 8, BrokenCircuitException.RetryAfter (a refusal says when to come back)',
  async run(check) {
    const upstream = await check.upstream([
      { status: 429, headers: { 'x-ratelimit-remaining': '0', 'retry-after-ms': '60000' } },
      200,
    ]);
    const client = check.client(upstream, { retry: noRetry, deadlineMs: 4_000, hints: retryAfterMsAndRemaining });
    await settled(client.call());
    const end = await settled(client.call());
    check.equal('requests', upstream.arrivals.length, 1);
    check.between('milliseconds to the refusal', end.tookMs, 0, 3_000);
    check.between('retryAfterMs', Number(retryAfterOf(end)), 55_000, 61_000);
  },
  bug: {
    seam: 'pause-before-deadline',
    becomes: 'true',
  },
};
