import type { Case } from '../../case.ts';
import { msToSecondAttempt, PATIENCE_MS, shortBackoff } from './second-attempt.fixture.ts';

export const retryAfterSeconds: Case = {
  id: 'retry-after-seconds',
  title: 'A Retry-After in seconds is waited out, however short the backoff',
  source: 'RFC 9110, 10.2.3',
  async run(check) {
    const refusal = { status: 429, headers: { 'retry-after': '1' } };
    const gapMs = await msToSecondAttempt(check, refusal, { retry: shortBackoff });
    check.between('milliseconds to the second attempt', gapMs, 999, PATIENCE_MS);
  },
  bug: {
    seam: 'retry-after-seconds',
    becomes: '0',
    alsoFails: [
      'retry-after-wins-over-ratelimit',
      'hint-with-requests-left',
      'hint-above-backoff-cap',
      'hint-jitter',
      'longest-of-several-waits',
    ],
  },
};
