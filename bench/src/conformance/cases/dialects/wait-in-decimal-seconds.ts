import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const waitInDecimalSeconds: Case = {
  id: 'wait-in-decimal-seconds',
  title: 'A wait of 0.3 is 300 ms, where the API writes seconds with a fraction',
  source: 'Discord, Rate limits (Retry-After, retry_after); Shopify (2.0)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 429, headers: { 'retry-after': '0.3' } },
      { hints: [{ header: 'retry-after', means: 'wait', format: 'seconds' }] },
    ),
  bug: {
    seam: 'decimal-number',
    becomes: '/^\\d{1,15}$/',
    alsoFails: ['restore-rate'],
  },
};
