import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import type { Entrant } from '../contestant.ts';
import { MAX_ATTEMPTS } from '../contract.ts';
import { costs } from '../plan.ts';
import { sendOnce, waitBeforeRetryMs } from './attempt.ts';

/** What a queue that counts calls only must leave free, since some calls take more than the mean. */
const SHARE = 0.95;

/**
 * It counts calls, not what they cost: so as many of the mean cost as a full bucket holds, in any stretch of the time in
 * which it is filled. A retry goes before calls that have not been sent yet.
 */
export const pQueueWithPRetry: Entrant = {
  name: 'p-queue + p-retry',
  knows: 'limits, mean cost',
  open(job) {
    const { requests, tokens } = job.limits;
    const queue = new PQueue({
      intervalCap: Math.floor(SHARE * Math.min(requests.amount, tokens.amount / costs.mean)),
      interval: (tokens.amount / tokens.refillPerSecond) * 1_000,
      strict: true,
    });
    return {
      call: (call) =>
        pRetry((attempt) => queue.add(() => sendOnce(job, call, attempt), { priority: attempt }), {
          retries: MAX_ATTEMPTS - 1,
          minTimeout: 0,
          onFailedAttempt: async ({ error, retriesLeft }) => {
            if (retriesLeft > 0) await delay(waitBeforeRetryMs(error, job));
          },
        }),
      async close() {
        queue.clear();
      },
    };
  },
};
