import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import type { Entrant } from '../contestant.ts';
import { MAX_ATTEMPTS } from '../contract.ts';
import { costs } from '../plan.ts';
import { sendOnce, waitBeforeRetryMs } from './attempt.ts';

/** As short as it can be without rounding much: so many calls in so short a time use the bucket's depth for dear ones. */
const INTERVAL_MS = 200;

/**
 * It counts calls, not what they cost: so as many of the mean cost as the limits give. Of what was tried (windows of 200
 * ms to 3 s, 90 to 100 % of the limit) this was the best. A retry goes before calls that have not been sent yet.
 */
export const pQueueWithPRetry: Entrant = {
  name: 'p-queue + p-retry',
  knows: 'limits, mean cost',
  open(job) {
    const { requests, tokens } = job.limits;
    const callsPerSecond = Math.min(requests.refillPerSecond, tokens.refillPerSecond / costs.mean);
    const queue = new PQueue({
      intervalCap: Math.round(callsPerSecond * (INTERVAL_MS / 1_000)),
      interval: INTERVAL_MS,
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
