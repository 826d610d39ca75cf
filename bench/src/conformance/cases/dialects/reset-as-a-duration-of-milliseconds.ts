import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const resetAsADurationOfMilliseconds: Case = {
  id: 'reset-as-a-duration-of-milliseconds',
  title: 'A reset of 300ms is 300 ms from now',
  source: 'OpenAI, Rate limits in headers (x-ratelimit-reset-requests: 12ms)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 429, headers: { 'x-reset': '300ms' } },
      { hints: [{ header: 'x-reset', means: 'reset', format: 'duration' }] },
    ),
  bug: {
    seam: 'parts-of-a-duration',
    becomes: '0',
    alsoFails: [
      'reset-of-the-unit-that-is-spent',
      'used-and-limit-are-nothing-left',
      'used-of-a-limit-is-nothing-left',
      'wait-in-a-filtered-list-of-the-body',
    ],
  },
};
