import type { Case } from '../../case.ts';
import { rateLimit, retryAfter } from './dialects.fixture.ts';
import { msToSecondAttempt, PATIENCE_MS, shortBackoff } from './second-attempt.fixture.ts';

export const retryAfterWinsOverRateLimit: Case = {
  id: 'retry-after-wins-over-ratelimit',
  title: 'A Retry-After takes precedence over a RateLimit field, be its window longer or shorter',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 7',
  async run(check) {
    await Promise.all(
      ['0', '30'].map(async (t) => {
        const headers = { ratelimit: `"default";r=0;t=${t}`, 'retry-after': '1' };
        const gapMs = await msToSecondAttempt(
          check,
          { status: 429, headers },
          {
            retry: shortBackoff,
            hints: [retryAfter, ...rateLimit],
          },
        );
        check.between(`milliseconds to the second attempt, beside t=${t}`, gapMs, 999, PATIENCE_MS);
      }),
    );
  },
  bug: {
    seam: 'precedence',
    becomes: '$&.toReversed()',
  },
};
