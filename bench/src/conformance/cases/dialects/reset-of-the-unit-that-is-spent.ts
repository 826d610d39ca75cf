import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const resetOfTheUnitThatIsSpent: Case = {
  id: 'reset-of-the-unit-that-is-spent',
  title: 'Of two resets the one counts whose unit is spent, though it comes later and is longer',
  source: 'OpenAI (x-ratelimit-reset-requests beside x-ratelimit-reset-tokens)',
  run: (check) =>
    waitsFor(
      check,
      400,
      {
        status: 429,
        headers: { 'x-left-requests': '9', 'x-reset-requests': '1ms', 'x-left-tokens': '0', 'x-reset-tokens': '400ms' },
      },
      {
        hints: [
          { header: 'x-left-requests', means: 'remaining', format: 'integer' },
          { header: 'x-reset-requests', means: 'reset', format: 'duration' },
          { header: 'x-left-tokens', means: 'remaining', format: 'integer', unit: 'tokens' },
          { header: 'x-reset-tokens', means: 'reset', format: 'duration', unit: 'tokens' },
        ],
      },
    ),
  bug: {
    seam: 'all-the-resets',
    becomes: 'false',
  },
};
