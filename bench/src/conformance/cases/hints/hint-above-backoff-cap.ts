import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { msToSecondAttempt, PATIENCE_MS } from './second-attempt.fixture.ts';

export const hintAboveBackoffCap: Case = {
  id: 'hint-above-backoff-cap',
  title: "The cap of the backoff does not cut a server's hint",
  source: 'RFC 9110, 10.2.3; undici 8.12.4, lib/handler/retry-handler.js: min(retryAfter, maxTimeout)',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '50', 'retry-after': '1' };
    const gapMs = await msToSecondAttempt(
      check,
      { status: 429, headers },
      {
        retry: { maxAttempts: 3, backoff: { baseMs: 20, jitterMs: 0, capMs: 100 } },
        hints: nimbusProfile.hints,
      },
    );
    check.between('milliseconds to the second attempt', gapMs, 999, PATIENCE_MS);
  },
  bug: {
    seam: 'delay-by-a-hint',
    becomes: 'Math.min($&, 100)',
    alsoFails: ['hint-after-deadline', 'hint-jitter', 'hint-with-requests-left'],
  },
};
