import type { Case } from '../../case.ts';
import { comesWhenDue, imfFixdate } from './second-attempt.fixture.ts';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `Sunday, 06-Nov-94 08:49:37 GMT`. */
function rfc850Date(ms: number): string {
  const [, day, month, year, time] = imfFixdate(ms).split(' ');
  return `${days[new Date(ms).getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
}

export const retryAfterRfc850Date: Case = {
  id: 'retry-after-rfc850-date',
  title: 'So is one in the obsolete form of RFC 850, with a year of two digits',
  source: 'RFC 9110, 5.6.7: a recipient MUST accept all three forms',
  run: (check) => comesWhenDue(check, (untilMs) => ({ 'retry-after': rfc850Date(untilMs) })),
  bug: {
    seam: 'rfc850-date',
    // A pattern that matches nothing.
    becomes: "'(?!)'",
  },
};
