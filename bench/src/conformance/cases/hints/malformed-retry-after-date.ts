import type { Case } from '../../case.ts';
import { retryAfter } from './dialects.fixture.ts';
import { backoffTakesOver } from './malformed.fixture.ts';

/** A client that rolls these dates over into the next month, day or hour would wait for six seconds. */
const dates: readonly (readonly [now: string, retryAfter: string])[] = [
  ['Tue, 02 Mar 2027 11:59:59 GMT', 'Tue, 30 Feb 2027 12:00:05 GMT'],
  ['Sat, 01 May 2027 11:59:59 GMT', 'Sat, 31 Apr 2027 12:00:05 GMT'],
  ['Wed, 03 Mar 2027 00:59:59 GMT', 'Tue, 02 Mar 2027 25:00:05 GMT'],
  ['Tue, 02 Mar 2027 12:59:59 GMT', 'Tue, 02 Mar 2027 12:60:05 GMT'],
];

export const malformedRetryAfterDate: Case = {
  id: 'malformed-retry-after-date',
  title: 'A Retry-After that is a date which does not exist is ignored, and the backoff takes over',
  source: 'RFC 9110, 5.6.7; RFC 5322, 3.3 (the day MUST be one of its month)',
  run: (check) =>
    backoffTakesOver(
      check,
      dates.map(([date, value]) => ({ date, 'retry-after': value })),
      [retryAfter],
    ),
  bug: {
    seam: 'day-of-its-month',
    becomes: 'true',
  },
};
