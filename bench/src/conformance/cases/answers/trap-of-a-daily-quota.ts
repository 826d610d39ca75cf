import type { Case } from '../../case.ts';
import { endsAtOnce } from '../dialects/dialect.fixture.ts';

export const trapOfADailyQuota: Case = {
  id: 'trap-of-a-daily-quota',
  title: 'The wait of a minute beside a day that is spent is not believed',
  source: 'Gemini API (PerDay with retryDelay: 58s)',
  run: (check) =>
    endsAtOnce(
      check,
      { status: 429, body: { quota: 'PerDay', wait: 300 } },
      {
        hints: [{ body: 'wait', means: 'wait', format: 'milliseconds', obeyedOn: ['throttled'] }],
        rules: [{ status: 429, body: { path: 'quota', contains: 'PerDay' }, class: 'quota', retry: false }],
      },
    ),
  bug: {
    seam: 'part-of-a-text',
    becomes: 'false',
  },
};
