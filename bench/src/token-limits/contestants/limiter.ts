import { TokenBucket } from 'limiter';
import type { Entrant } from '../contestant.ts';
import type { Bucket } from '../plan.ts';
import { retrying, sendOnce } from './attempt.ts';

function full({ amount, refillPerSecond }: Bucket): TokenBucket {
  const bucket = new TokenBucket({ bucketSize: amount, tokensPerInterval: refillPerSecond, interval: 'second' });
  // It starts empty, and the API's does not.
  bucket.content = amount;
  return bucket;
}

/**
 * Two token buckets of the package `limiter`, one after the other, corrected by what an answer says. Its hierarchy of
 * buckets would take the same of both.
 */
export const chainedLimiters: Entrant = {
  name: 'two of limiter, chained',
  knows: 'both limits',
  open(job) {
    const requests = full(job.limits.requests);
    const tokens = full(job.limits.tokens);
    return {
      async call(call) {
        await tokens.removeTokens(call.estimate);
        await requests.removeTokens(1);
        const actual = await retrying(job, (attempt) => sendOnce(job, call, attempt));
        tokens.drip();
        tokens.content = Math.min(tokens.bucketSize, tokens.content + call.estimate - actual);
      },
      close: async () => {},
    };
  },
};
