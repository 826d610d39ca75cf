import { pRateLimit } from 'p-ratelimit';
import type { Entrant } from '../contestant.ts';
import type { Bucket } from '../plan.ts';
import { retrying, sendOnce } from './attempt.ts';

/** A permit stands for so many tokens, since each is a promise of its own. */
const TOKENS_A_PERMIT = 100;

/** Of 200 ms to 3 s, the one with which it did best. */
const INTERVAL_MS = 1_000;

const limitOf = ({ refillPerSecond }: Bucket, each = 1) =>
  pRateLimit({ interval: INTERVAL_MS, rate: (refillPerSecond * (INTERVAL_MS / 1_000)) / each });

/**
 * A limit of tokens and one of requests, one after the other. It has no weights, so a call takes permits of the first one
 * by one, and it can't be corrected by what an answer says.
 */
export const pRateLimits: Entrant = {
  name: 'p-ratelimit, chained',
  knows: 'both limits',
  open(job) {
    const tokens = limitOf(job.limits.tokens, TOKENS_A_PERMIT);
    const requests = limitOf(job.limits.requests);
    return {
      async call(call) {
        const permits = Math.max(1, Math.round(call.estimate / TOKENS_A_PERMIT));
        await Promise.all(Array.from({ length: permits }, () => tokens(async () => {})));
        return requests(() => retrying(job, (attempt) => sendOnce(job, call, attempt)));
      },
      close: async () => {},
    };
  },
};
