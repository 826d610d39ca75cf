import type { Case } from '../../case.ts';
import { pausesOthers } from './dialect.fixture.ts';

export const usedOfALimitIsNothingLeft: Case = {
  id: 'used-of-a-limit-is-nothing-left',
  title: '40/40 used is nothing left: the reset beside it holds on any answer',
  source: 'Shopify (X-Shopify-Shop-Api-Call-Limit: 32/40)',
  run: (check) =>
    pausesOthers(
      check,
      300,
      { status: 200, headers: { 'x-used': '40/40', 'x-reset': '300ms' } },
      {
        hints: [
          { header: 'x-used', means: 'remaining', format: 'used/limit' },
          { header: 'x-reset', means: 'reset', format: 'duration', obeyedOn: ['nothing-left'] },
        ],
      },
    ),
  bug: {
    seam: 'left-of-a-limit',
    becomes: '1',
  },
};
