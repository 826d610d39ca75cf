import type { Case } from '../../case.ts';
import { waitsForA } from './dialect.fixture.ts';

export const resetOfRfc3339: Case = {
  id: 'reset-of-rfc-3339',
  title: 'A reset that is a date-time of RFC 3339 is waited for',
  source: 'Anthropic API, Rate limits (2025-06-02T15:15:48Z); RFC 3339',
  run: (check) => waitsForA(check, 'rfc3339', (untilMs) => new Date(untilMs).toISOString()),
  bug: {
    seam: 'rfc3339',
    becomes: 'undefined',
  },
};
