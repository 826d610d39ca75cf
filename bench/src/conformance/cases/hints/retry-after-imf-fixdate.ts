import type { Case } from '../../case.ts';
import { comesWhenDue, imfFixdate } from './second-attempt.fixture.ts';

export const retryAfterImfFixdate: Case = {
  id: 'retry-after-imf-fixdate',
  title: 'A Retry-After that is a date (`Sun, 06 Nov 1994 08:49:37 GMT`) is waited for',
  source: 'RFC 9110, 10.2.3 and 5.6.7',
  run: (check) => comesWhenDue(check, (untilMs) => ({ 'retry-after': imfFixdate(untilMs) })),
  bug: {
    seam: 'imf-fixdate',
    // A pattern that matches nothing.
    becomes: "'(?!)'",
    alsoFails: [
      'retry-after-date-server-ahead',
      'retry-after-date-server-behind',
      'retry-after-date-in-the-past',
      'longest-of-several-dates',
      'reset-as-an-http-date',
    ],
  },
};
