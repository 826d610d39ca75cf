import type { Case } from '../../case.ts';
import { pausesOthers } from './dialect.fixture.ts';

export const usedAndLimitAreNothingLeft: Case = {
  id: 'used-and-limit-are-nothing-left',
  title: '5 used of a limit of 5 is nothing left',
  source: 'GitHub (X-RateLimit-Used, X-RateLimit-Limit)',
  run: (check) =>
    pausesOthers(
      check,
      300,
      { status: 200, headers: { 'x-used': '5', 'x-limit': '5', 'x-left': '5', 'x-reset': '300ms' } },
      {
        hints: [
          { header: 'x-used', means: 'used', format: 'integer', unit: 'points' },
          { header: 'x-limit', means: 'limit', format: 'integer', unit: 'points' },
          { header: 'x-reset', means: 'reset', format: 'duration', unit: 'points', obeyedOn: ['nothing-left'] },
        ],
      },
    ),
  bug: {
    seam: 'limit-less-used',
    becomes: '1',
  },
};
