import type { Case } from '../../case.ts';
import { endsAtOnce } from '../dialects/dialect.fixture.ts';

export const quotaIsFinal: Case = {
  id: 'quota-is-final',
  title: 'A 429 whose quota is spent is told at once, though it asks to wait',
  source: 'OpenAI, Error codes (insufficient_quota)',
  run: (check) =>
    endsAtOnce(
      check,
      { status: 429, headers: { 'retry-after-ms': '300' }, body: { error: { type: 'insufficient_quota' } } },
      {
        hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }],
        rules: [
          { status: 429, body: { path: 'error.type', equals: 'insufficient_quota' }, class: 'quota', retry: false },
        ],
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
