import type { Clock } from '../../time/clock.ts';
import { BucketLimiter, type BucketPermit } from './bucket-limiter.ts';
import type { LimitReading } from './permit-limiter.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from './token-cycle-options.ts';

/** An answer by which so many times as much was missing tells better what flows in. */
const BETTER = 1.3;

export interface LearntBucketOptions {
  limit: number;
  refillPerSecond: number;
  /** How much was missing when it was learnt what flows in. */
  learntBy: number;
  /** How many clients share it. */
  sharers: number;
  clock: Clock;
}

/** A client's part of a bucket that answers tell of: of what it holds, of what flows in, and of what is left. */
export class LearntBucket extends BucketLimiter {
  #limit: number;
  #refillPerSecond: number;
  #learntBy: number;
  #sharers: number;

  constructor({ limit, refillPerSecond, learntBy, sharers, clock }: LearntBucketOptions) {
    const part = { limit: partOf(limit, sharers), refillPerSecond: refillPerSecond / sharers };
    super({ ...part, marginMs: DEFAULT_MARGIN_MS, flightMs: DEFAULT_FLIGHT_MS, clock });
    this.#limit = limit;
    this.#refillPerSecond = refillPerSecond;
    this.#learntBy = learntBy;
    this.#sharers = sharers;
  }

  /** Follows what the limit is, and how many share it. */
  divide(limit: number, sharers: number): void {
    if (limit === this.#limit && sharers === this.#sharers) return;
    this.#limit = limit;
    this.#sharers = sharers;
    this.setLimit(partOf(limit, sharers));
    this.setRefill(this.#refillPerSecond / sharers);
  }

  /** @param answered what requests had cost that were answered since this one left: it may have been drawn after it */
  heard(permit: BucketPermit, answered: number, remaining: number, reading: LimitReading): void {
    const left = remaining / this.#sharers;
    /* seam: learnt-bucket */ this.observe(permit, left);
    if (left - answered > this.level) this.fill(left - answered);
    const { missing, refillPerSecond } = refillOf(this.#limit, remaining, reading);
    if (refillPerSecond === undefined || refillPerSecond === this.#refillPerSecond) return;
    if (missing < BETTER * this.#learntBy) return;
    this.#learntBy = missing;
    this.#refillPerSecond = refillPerSecond;
    this.setRefill(refillPerSecond / this.#sharers);
  }
}

/** By when it is full. What is left is rounded down: the more is missing, the better is it known what flows in. */
export function refillOf(
  limit: number,
  remaining: number,
  { resetMs = 0, restorePerSecond }: LimitReading,
): { missing: number; refillPerSecond: number | undefined } {
  if (restorePerSecond !== undefined) return { missing: Number.POSITIVE_INFINITY, refillPerSecond: restorePerSecond };
  const missing = limit - remaining - 1;
  const learnt = missing >= BETTER && resetMs > 0;
  return { missing, refillPerSecond: learnt ? /* seam: learnt-refill */ (missing / resetMs) * 1_000 : undefined };
}

const partOf = (limit: number, sharers: number): number => Math.max(1, Math.floor(limit / sharers));
