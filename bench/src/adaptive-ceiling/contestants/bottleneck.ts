import Bottleneck from 'bottleneck';
import type { CeilingContestant } from '../contestant.ts';
import { ceilings } from '../plan.ts';
import { makeAllCalls, maxAttempts, retryDelayMs, sendAttempt } from './attempt.ts';

/** Bottleneck runs a failed job again after as many milliseconds as its `failed` handler returns. */
export const bottleneck: CeilingContestant = {
  name: 'Bottleneck',
  knows: `${ceilings.before}`,
  async run(job) {
    const limiter = new Bottleneck({ maxConcurrent: ceilings.before });
    limiter.on('failed', (error, { retryCount }) =>
      retryCount < maxAttempts - 1 ? retryDelayMs(error, job) : undefined,
    );
    await makeAllCalls(job, (at) => {
      let attempt = 0;
      return limiter.schedule(() => {
        attempt += 1;
        return sendAttempt(job, at, attempt);
      });
    });
  },
};
