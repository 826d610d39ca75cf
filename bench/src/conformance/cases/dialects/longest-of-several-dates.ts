import type { Case } from '../../case.ts';
import { waitsForADate } from './dialect.fixture.ts';

export const longestOfSeveralDates: Case = {
  id: 'longest-of-several-dates',
  title: 'Of dates that are joined by a comma the later one counts',
  source: 'RFC 9110, 5.2 (combined field values), 5.6.7',
  run: (check) => waitsForADate(check),
  bug: {
    seam: 'of-several-values',
    becomes: '0',
  },
};
