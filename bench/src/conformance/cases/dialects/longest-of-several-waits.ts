import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const longestOfSeveralWaits: Case = {
  id: 'longest-of-several-waits',
  title: 'Of a Retry-After that comes twice the longer one counts',
  source: 'RFC 9110, 5.3 (a field that must not be repeated)',
  run: (check) =>
    waitsFor(
      check,
      1_000,
      { status: 429, headers: { 'retry-after': ['0', '1'] } },
      { hints: [{ header: 'retry-after', means: 'wait', format: 'retry-after' }] },
    ),
  bug: {
    seam: 'of-several-values',
    becomes: '0',
  },
};
