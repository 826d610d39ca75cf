import type { Hint } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { retryAfter } from './dialects.fixture.ts';
import { comesWhenDue } from './second-attempt.fixture.ts';

const reset: Hint = { ...retryAfter, header: 'x-ratelimit-reset', means: 'reset', format: 'unix-s' };

export const rateLimitReset: Case = {
  id: 'rate-limit-reset',
  title: 'An X-RateLimit-Reset is a point in time, in seconds since the epoch',
  source: 'Nerox guide',
  run: (check) =>
    comesWhenDue(check, (untilMs) => ({ 'x-ratelimit-reset': String(untilMs / 1_000) }), { hints: [reset] }),
  bug: {
    seam: 'instant-of-reset',
    becomes: '0',
    // Whatever tells an instant.
    alsoFails: [
      'date-of-the-far-future',
      'date-of-the-past',
      'longest-of-several-dates',
      'reset-as-an-http-date',
      'reset-in-unix-milliseconds',
      'reset-of-rfc-3339',
      'retry-after-asctime-date',
      'retry-after-date-server-ahead',
      'retry-after-date-server-behind',
      'retry-after-imf-fixdate',
      'retry-after-rfc850-date',
    ],
  },
};
