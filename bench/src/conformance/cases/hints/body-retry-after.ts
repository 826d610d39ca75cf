import type { Hint } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { retryAfter } from './dialects.fixture.ts';
import { msToSecondAttempt, PATIENCE_MS, shortBackoff } from './second-attempt.fixture.ts';

const { header: _, ...wait } = retryAfter;
const field: Hint = { ...wait, body: 'retryAfter', format: 'seconds' };

export const bodyRetryAfter: Case = {
  id: 'body-retry-after',
  title: "The body's field `retryAfter` is obeyed, where no header says it",
  source: 'Neura guide',
  async run(check) {
    const body = {
      success: false,
      error: 'Rate limit exceeded',
      retryAfter: 1,
      timestamp: '2025-01-15T12:34:56.789Z',
    };
    const gapMs = await msToSecondAttempt(check, { status: 429, body }, { retry: shortBackoff, hints: [field] });
    check.between('milliseconds to the second attempt', gapMs, 999, PATIENCE_MS);
  },
  bug: {
    seam: 'number-in-a-body',
    becomes: 'false',
    alsoFails: [
      ...['cost-that-cannot-be'],
      'wait-at-a-position-of-the-body',
      // These have numbers in their bodies, too.
      ...['cost-above-the-bucket', 'cost-in-the-request', 'cost-of-a-stream', 'unused-cost-comes-back'],
      ...['tokens-before-the-call', 'tokens-in-and-out'],
    ],
  },
};
