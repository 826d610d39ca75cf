import type { Case } from '../../case.ts';
import { waitsForAnInstant } from './dialect.fixture.ts';

export const dateOfThePast: Case = {
  id: 'date-of-the-past',
  title: 'A Date of 1970 does not make a wait endless',
  source: 'RFC 9110, 6.6.1',
  run: (check) => waitsForAnInstant(check, 'Thu, 01 Jan 1970 00:00:00 GMT'),
  bug: {
    seam: 'lying-date',
    becomes: 'false',
  },
};
