import type { Clock } from '../../time/clock.ts';
import { BucketLimiter } from './bucket-limiter.ts';
import type { PermitLimiter } from './permit-limiter.ts';
import { RemainingLimiter } from './remaining-limiter.ts';
import { TokenCycle } from './token-cycle.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from './token-cycle-options.ts';

export interface LimiterOptions {
  limit: number;
  windowMs: number;
  /** The share of the limit that may be used at once. */
  burst: number;
  /** Units a second that flow into a bucket; null for a window. */
  refillPerSecond: number | null;
  clock: Clock;
}

/** How a limit over time is kept to, where nobody shares it. */
export type LimiterKind = 'remaining' | 'bucket' | 'cycle';

export type MakeLimiter = (options: LimiterOptions) => PermitLimiter;

/** What makes limiters of some kinds. A client has those of its contract. */
export type LimiterMakers = Partial<Record<LimiterKind, MakeLimiter>>;

export const makeRemaining: MakeLimiter = ({ limit }) => new RemainingLimiter(limit);

export const makeBucket: MakeLimiter = ({ limit, refillPerSecond, clock }) =>
  new BucketLimiter({
    limit,
    refillPerSecond: Number(refillPerSecond),
    marginMs: DEFAULT_MARGIN_MS,
    flightMs: DEFAULT_FLIGHT_MS,
    clock,
  });

export const makeCycle: MakeLimiter = ({ limit, windowMs, burst, clock }) =>
  new TokenCycle({ limit, windowMs, burst, clock });

/** What makes limiters of each kind. */
export const limiterMakers: Readonly<Record<LimiterKind, MakeLimiter>> = {
  remaining: makeRemaining,
  bucket: makeBucket,
  cycle: makeCycle,
};

/** @param limit whether responses tell how much is left of it, and whether it is a bucket */
export function limiterKind(limit: { observable: boolean; refillPerSecond: number | null }): LimiterKind {
  if (limit.observable) return 'remaining';
  return limit.refillPerSecond === null ? 'cycle' : 'bucket';
}
