import type { Case } from '../../case.ts';
import { retryAfter, retryAfterMs } from './dialects.fixture.ts';
import { msToSecondAttempt, shortBackoff } from './second-attempt.fixture.ts';

export const retryAfterMilliseconds: Case = {
  id: 'retry-after-ms',
  title: 'A retry-after-ms is in milliseconds, and comes before the Retry-After that is beside it',
  source: 'openai-node and anthropic-sdk-typescript, src/client.ts: retryRequest()',
  async run(check) {
    const refusal = { status: 429, headers: { 'retry-after-ms': '400', 'retry-after': '6' } };
    const gapMs = await msToSecondAttempt(check, refusal, { retry: shortBackoff, hints: [retryAfterMs, retryAfter] });
    check.between('milliseconds to the second attempt', gapMs, 399, 3_000);
  },
  bug: {
    seam: 'precedence',
    becomes: '$&.toReversed()',
  },
};
