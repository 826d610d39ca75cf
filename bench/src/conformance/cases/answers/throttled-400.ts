import type { Case } from '../../case.ts';
import { waitsForNothing } from '../dialects/dialect.fixture.ts';

export const throttled400: Case = {
  id: 'throttled-400',
  title: 'A 400 whose code is rate_limit is repeated',
  source: 'Stripe, Rate limits (400, rate_limit)',
  run: (check) =>
    waitsForNothing(
      check,
      { status: 400, body: { error: { code: 'rate_limit' } } },
      {
        hints: [],
        rules: [{ status: 400, body: { path: 'error.code', equals: 'rate_limit' }, class: 'throttled', retry: true }],
      },
    ),
  bug: {
    seam: 'equal-field',
    becomes: 'false',
    alsoFails: [
      'lock-holds-back-nobody',
      'quota-pauses-for-a-minute',
      'quota-pauses-the-others',
      'throttled-403-by-a-header',
    ],
  },
};
