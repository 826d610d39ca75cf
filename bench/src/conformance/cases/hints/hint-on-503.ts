import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { msToSecondAttempt, tellingBackoff } from './second-attempt.fixture.ts';

export const hintOn503: Case = {
  id: 'hint-on-503',
  title: 'Where each response tells of the window, that of a 503 sets no delay: neither 0, at once, nor a long one',
  source: 'Nimbus guide: 5xx is retried by the backoff; every response carries Retry-After',
  async run(check) {
    await Promise.all(
      ['0', '6'].map(async (seconds) => {
        const headers = { 'x-ratelimit-remaining': '100', 'retry-after': seconds };
        const gapMs = await msToSecondAttempt(
          check,
          { status: 503, headers },
          {
            retry: tellingBackoff,
            hints: nimbusProfile.hints,
          },
        );
        const { baseMs } = tellingBackoff.backoff;
        check.between(`milliseconds to the second attempt, beside Retry-After ${seconds}`, gapMs, baseMs - 1, 3_000);
      }),
    );
  },
  bug: {
    seam: 'hint-acts',
    becomes: 'true',
    alsoFails: ['hint-on-200', 'learnt-bucket-little-by-little', 'lock-holds-back-nobody', 'policy-by-name'],
  },
};
