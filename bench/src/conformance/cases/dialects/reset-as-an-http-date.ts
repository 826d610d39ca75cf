import type { Case } from '../../case.ts';
import { waitsForA } from './dialect.fixture.ts';

export const resetAsAnHttpDate: Case = {
  id: 'reset-as-an-http-date',
  title: 'A reset that is an HTTP-date is waited for',
  source: 'RFC 9110, 5.6.7',
  run: (check) => waitsForA(check, 'http-date', (untilMs) => new Date(untilMs).toUTCString()),
  bug: {
    seam: 'http-date',
    becomes: 'undefined',
  },
};
