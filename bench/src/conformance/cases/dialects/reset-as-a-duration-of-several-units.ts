import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const resetAsADurationOfSeveralUnits: Case = {
  id: 'reset-as-a-duration-of-several-units',
  title: 'A reset of 0m1s is a second from now: each of its parts counts',
  source: 'OpenAI, Rate limits in headers (x-ratelimit-reset-tokens: 6m0s)',
  run: (check) =>
    waitsFor(
      check,
      1_000,
      { status: 429, headers: { 'x-reset': '0m1s' } },
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
