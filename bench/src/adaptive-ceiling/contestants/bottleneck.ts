import Bottleneck from 'bottleneck';
import type { Contestant } from '../contestant.ts';
import { ceilings } from '../plan.ts';
import { maxAttempts, retryDelayMs, runAll, send } from './attempt.ts';

/** What its `failed` handler returns is how long it waits before it runs the job again. */
export const bottleneck: Contestant = {
  name: 'Bottleneck',
  knows: `${ceilings.before}`,
  async run(job) {
    const limiter = new Bottleneck({ maxConcurrent: ceilings.before });
    limiter.on('failed', (error, { retryCount }) =>
      retryCount < maxAttempts - 1 ? retryDelayMs(error, job) : undefined,
    );
    await runAll(job, (at) => {
      let attempt = 0;
      return limiter.schedule(() => {
        attempt += 1;
        return send(job, at, attempt);
      });
    });
  },
};
