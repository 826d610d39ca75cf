import { bulkhead, DelegateBackoff, handleAll, retry, wrap } from 'cockatiel';
import type { CeilingContestant } from '../contestant.ts';
import { ceilings } from '../plan.ts';
import { makeAllCalls, maxAttempts, retryDelayMs, sendAttempt } from './attempt.ts';

/**
 * A retry that obeys the hint, inside a bulkhead, so that a waiting call keeps its slot. The other way round it would
 * give its slot to the next call, which is refused as well, and seven times as many calls are lost.
 */
export const cockatielBulkhead: CeilingContestant = {
  name: 'cockatiel',
  knows: `${ceilings.before}`,
  async run(job) {
    const backoff = new DelegateBackoff<{ result: object }>(({ result }) =>
      retryDelayMs('error' in result ? result.error : undefined, job),
    );
    const policy = wrap(
      bulkhead(ceilings.before, Number.POSITIVE_INFINITY),
      retry(handleAll, { maxAttempts: maxAttempts - 1, backoff }),
    );
    await makeAllCalls(job, (at) => policy.execute(({ attempt }) => sendAttempt(job, at, attempt + 1)));
  },
};
