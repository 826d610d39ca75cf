import type { Case } from '../../case.ts';
import { comesWhenDue, imfFixdate } from './second-attempt.fixture.ts';

/** `Sun Nov  6 08:49:37 1994`: it names no zone, and is UTC. */
function asctimeDate(ms: number): string {
  const [name, day, month, year, time] = imfFixdate(ms).split(' ');
  return `${name?.slice(0, 3)} ${month} ${day?.replace(/^0/, ' ')} ${time} ${year}`;
}

export const retryAfterAsctimeDate: Case = {
  id: 'retry-after-asctime-date',
  title: 'So is one in the form of asctime(), which names no zone',
  source: 'RFC 9110, 5.6.7: a recipient MUST accept all three forms',
  run: (check) => comesWhenDue(check, (untilMs) => ({ 'retry-after': asctimeDate(untilMs) })),
  bug: {
    seam: 'asctime-date',
    // A pattern that matches nothing.
    becomes: "'(?!)'",
  },
};
