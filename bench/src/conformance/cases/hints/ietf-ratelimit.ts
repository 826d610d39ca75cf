import type { Case } from '../../case.ts';
import { rateLimit } from './dialects.fixture.ts';
import { msToSecondAttempt, PATIENCE_MS, shortBackoff } from './second-attempt.fixture.ts';

export const ietfRateLimit: Case = {
  id: 'ietf-ratelimit',
  title: 'Of a RateLimit field with several policies, the window (`t`) of the one that is used up is waited out',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 4.1 and 7',
  async run(check) {
    const headers = { ratelimit: '"burst";r=50;t=9, "daily";r=0;t=1' };
    const gapMs = await msToSecondAttempt(check, { status: 429, headers }, { retry: shortBackoff, hints: rateLimit });
    check.between('milliseconds to the second attempt', gapMs, 999, PATIENCE_MS);
  },
  bug: {
    seam: 'ratelimit-seconds',
    becomes: '$& / 1_000',
  },
};
