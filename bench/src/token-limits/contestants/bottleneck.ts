import Bottleneck from 'bottleneck';
import type { Entrant } from '../contestant.ts';
import { MAX_ATTEMPTS } from '../contract.ts';
import type { Bucket } from '../plan.ts';
import { sendOnce, waitBeforeRetryMs } from './attempt.ts';

/** As often as a reservoir may be increased; its readme has it so. */
const INCREASE_MS = 250;

const limiterOf = ({ amount, refillPerSecond }: Bucket): Bottleneck => {
  // An increase must be a whole number.
  const ms = Number.isInteger((refillPerSecond * INCREASE_MS) / 1_000) ? INCREASE_MS : 1_000;
  return new Bottleneck({
    reservoir: amount,
    reservoirIncreaseInterval: ms,
    reservoirIncreaseAmount: (refillPerSecond * ms) / 1_000,
    reservoirIncreaseMaximum: amount,
  });
};

/**
 * A reservoir of each unit, increased as the API's bucket is refilled, and corrected by what an answer says: what a user
 * who has read all of its readme would do. A job that is run again after its `failed` handler has asked for it takes
 * nothing again; nor does the API count what it refuses.
 */
export const bottleneckReservoirs: Entrant = {
  name: 'Bottleneck',
  knows: 'both limits',
  open(job) {
    const requests = limiterOf(job.limits.requests);
    const tokens = limiterOf(job.limits.tokens);
    requests.on('failed', (error, { retryCount }) =>
      retryCount < MAX_ATTEMPTS - 1 ? waitBeforeRetryMs(error, job) : undefined,
    );
    return {
      call: (call) =>
        tokens.schedule({ weight: call.estimate }, async () => {
          let attempt = 0;
          const actual = await requests.schedule(() => {
            attempt += 1;
            return sendOnce(job, call, attempt);
          });
          await tokens.incrementReservoir(call.estimate - actual);
        }),
      async close() {
        await Promise.all([requests.disconnect(), tokens.disconnect()]);
      },
    };
  },
};
