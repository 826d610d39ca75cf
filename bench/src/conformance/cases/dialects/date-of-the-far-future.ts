import type { Case } from '../../case.ts';
import { waitsForAnInstant } from './dialect.fixture.ts';

export const dateOfTheFarFuture: Case = {
  id: 'date-of-the-far-future',
  title: 'A Date of the year 9999 does not make a wait none',
  source: 'RFC 9110, 6.6.1 (a recipient without a clock); reliability of Date',
  run: (check) => waitsForAnInstant(check, 'Fri, 31 Dec 9999 23:59:59 GMT'),
  bug: {
    seam: 'lying-date',
    becomes: 'false',
  },
};
