import type { Hint } from '@evenkeel/toolkit/providers';
import type { Check } from '../../check.ts';
import { msToSecondAttempt, tellingBackoff } from './second-attempt.fixture.ts';

/** Checks that a 429 with each of these headers is retried after the backoff, as if it had said nothing. */
export async function backoffTakesOver(
  check: Check,
  refusals: readonly Record<string, string>[],
  hints: readonly Hint[],
): Promise<void> {
  await Promise.all(
    refusals.map(async (headers) => {
      const gapMs = await msToSecondAttempt(check, { status: 429, headers }, { retry: tellingBackoff, hints });
      const { baseMs } = tellingBackoff.backoff;
      check.between(`milliseconds to the second attempt, after ${JSON.stringify(headers)}`, gapMs, baseMs - 1, 3_000);
    }),
  );
}
