import type { Case } from '../../case.ts';
import { msToSecondAttempt } from './second-attempt.fixture.ts';

export const hintTooLarge: Case = {
  id: 'hint-too-large',
  title: 'A hint too large to be believed stops nobody for years',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 8.5.1',
  async run(check) {
    await Promise.all(
      ['99999999999', '99999999999999999999999', 'Fri, 31 Dec 2100 23:59:59 GMT'].map(async (value) => {
        const gapMs = await msToSecondAttempt(
          check,
          { status: 429, headers: { 'retry-after': value } },
          {
            retry: { maxAttempts: 3, backoff: { baseMs: 150, jitterMs: 0, capMs: 1_000 } },
          },
        );
        check.between(`milliseconds to the second attempt, after ${value}`, gapMs, 149, 3_000);
      }),
    );
  },
  bug: {
    seam: 'hint-too-long',
    becomes: 'false',
  },
};
