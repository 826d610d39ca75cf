import type { Case } from '../../case.ts';
import { imfFixdate, msToSecondAttempt } from './second-attempt.fixture.ts';

export const retryAfterDateInThePast: Case = {
  id: 'retry-after-date-in-the-past',
  title: 'A Retry-After date that is over asks for no wait, and no backoff takes its place',
  source: 'RFC 9110, 10.2.3; @azure/core-rest-pipeline, throttlingRetryStrategy.ts',
  async run(check) {
    const nowMs = Date.now();
    const headers = { date: imfFixdate(nowMs), 'retry-after': imfFixdate(nowMs - 10_000) };
    const gapMs = await msToSecondAttempt(
      check,
      { status: 429, headers },
      {
        retry: { maxAttempts: 3, backoff: { baseMs: 3_500, jitterMs: 0, capMs: 10_000 } },
      },
    );
    check.between('milliseconds to the second attempt', gapMs, 0, 2_500);
  },
  bug: {
    seam: 'until-a-date',
    becomes: '$& || undefined',
    alsoFails: ['longest-of-several-dates'],
  },
};
