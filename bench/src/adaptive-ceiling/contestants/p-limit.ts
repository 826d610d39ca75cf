import pLimit from 'p-limit';
import pRetry from 'p-retry';
import type { Contestant } from '../contestant.ts';
import { ceilings } from '../plan.ts';
import { maxAttempts, retryDelayMs, runAll, send, sleep } from './attempt.ts';

/** p-retry waits for what its callback returns: there the hint is obeyed. */
export const pLimitWithPRetry: Contestant = {
  name: 'p-limit + p-retry',
  knows: `${ceilings.before}`,
  async run(job) {
    const limit = pLimit(ceilings.before);
    await runAll(job, (at) =>
      limit(() =>
        pRetry((attempt) => send(job, at, attempt), {
          retries: maxAttempts - 1,
          minTimeout: 0,
          onFailedAttempt: async ({ error, retriesLeft }) => {
            if (retriesLeft > 0) await sleep(retryDelayMs(error, job));
          },
        }),
      ),
    );
  },
};
