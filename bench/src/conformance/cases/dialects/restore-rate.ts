import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const restoreRate: Case = {
  id: 'restore-rate',
  title: 'Where a bucket is empty that gets 2.5 units a second, the next attempt comes after 400 ms',
  source: 'Shopify GraphQL Admin API (throttleStatus.restoreRate)',
  run: (check) =>
    waitsFor(
      check,
      400,
      { status: 429, headers: { 'x-left': '0', 'x-rate': '2.5' } },
      {
        hints: [
          { header: 'x-left', means: 'remaining', format: 'integer' },
          { header: 'x-rate', means: 'restore-rate', format: 'decimal', obeyedOn: ['throttled'] },
        ],
      },
    ),
  bug: {
    seam: 'restore-rate',
    becomes: '0',
  },
};
