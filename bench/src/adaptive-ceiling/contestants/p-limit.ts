import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import pRetry from 'p-retry';
import type { CeilingContestant } from '../contestant.ts';
import { ceilings } from '../plan.ts';
import { makeAllCalls, maxAttempts, retryDelayMs, sendAttempt } from './attempt.ts';

/** p-retry awaits its `onFailedAttempt` callback, so the callback waits as long as the hint says. */
export const pLimitWithPRetry: CeilingContestant = {
  name: 'p-limit + p-retry',
  knows: `${ceilings.before}`,
  async run(job) {
    const limit = pLimit(ceilings.before);
    await makeAllCalls(job, (at) =>
      limit(() =>
        pRetry((attempt) => sendAttempt(job, at, attempt), {
          retries: maxAttempts - 1,
          minTimeout: 0,
          onFailedAttempt: async ({ error, retriesLeft }) => {
            if (retriesLeft > 0) await delay(retryDelayMs(error, job));
          },
        }),
      ),
    );
  },
};
