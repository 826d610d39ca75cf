import type { Case } from '../../case.ts';
import { waitsForNothing } from './dialect.fixture.ts';

export const resetOfAUnitThatIsLeft: Case = {
  id: 'reset-of-a-unit-that-is-left',
  title: 'A reset whose unit is not spent is not waited for',
  source: 'OpenAI (a minute of tokens beside a second of requests)',
  run: (check) =>
    waitsForNothing(
      check,
      {
        status: 429,
        headers: {
          'x-left-requests': '0',
          'x-reset-requests': '1ms',
          'x-left-tokens': '900',
          'x-reset-tokens': '1500ms',
        },
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
    seam: 'units-that-are-spent',
    becomes: 'true',
  },
};
