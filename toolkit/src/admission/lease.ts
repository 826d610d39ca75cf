import type { LimitKey } from '../contract/limit-key.ts';
import type { ResultClass } from '../contract/rule.ts';
import { AdaptiveBulkhead } from '../policies/adaptive/adaptive-bulkhead.ts';
import type { AdaptiveSample } from '../policies/adaptive/adaptive-limit.ts';
import type { AdaptiveThrottle } from '../policies/adaptive/adaptive-throttle.ts';
import type { BreakerPermit } from '../policies/breaker/circuit-breaker.ts';
import type { Bulkhead } from '../policies/bulkhead/bulkhead.ts';
import { Slots } from '../policies/bulkhead/slots.ts';
import type { Outcome } from '../policies/outcome.ts';
import type { AttemptPermit, PermitLimiter } from '../policies/rate/permit-limiter.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import type { Partition } from './partitions.ts';

/** What all leases of a client have in common. */
export interface LeaseTerms {
  readonly slots: Bulkhead | AdaptiveBulkhead;
  readonly throttle: AdaptiveThrottle | undefined;
  /** The classes of result that the breaker counts as failures. */
  readonly breakerCounts: readonly ResultClass[];
  /** Pauses a partition; false if a longer pause holds already. */
  readonly pause: (partition: string, forMs: number) => boolean;
}

/** What a response says of its limits. */
export interface LimitsTold {
  /** How much is left of the window. */
  remaining: number | undefined;
  /** For how long the server lets no attempt through. */
  pauseMs: number | undefined;
}

/**
 * What an attempt holds from the instant at which it leaves: a permit of each limit, a slot, and the breaker's permit.
 * All of it goes back when the attempt is {@link settle settled}, or later if a part of the attempt goes on.
 */
export class Lease {
  readonly partition: Partition;
  readonly #terms: LeaseTerms;
  readonly #takesSlot: boolean;
  readonly #breakerPermit: BreakerPermit;
  readonly #permits: readonly AttemptPermit[];
  readonly #sample: AdaptiveSample | undefined;

  /**
   * Make it when all limits of the partition, and a slot, have been acquired: the lease takes them over.
   *
   * @throws EvenkeelError the refusal of the throttle or the breaker; then nothing has left
   */
  constructor(terms: LeaseTerms, partition: Partition, { takesSlot, cost }: Pick<LimitKey, 'takesSlot' | 'cost'>) {
    const { throttle, slots } = terms;
    if (throttle !== undefined) {
      // An attempt that the breaker refuses must not count as a request with the throttle.
      partition.breaker.peek();
      throttle.admit();
    }
    this.#breakerPermit = partition.breaker.admit();
    this.partition = partition;
    this.#terms = terms;
    this.#takesSlot = takesSlot;
    this.#permits = partition.limiters.map((limiter) => limiter.send(cost));
    this.#sample = slots instanceof AdaptiveBulkhead ? slots.start() : undefined;
  }

  /**
   * Call it as soon as a response has come, whatever it says, and even if the attempt is settled already.
   *
   * @returns whether the partition is paused for longer now
   */
  responded({ remaining, pauseMs }: LimitsTold): boolean {
    this.partition.limiters.forEach((limiter, at) => {
      const permit = this.#permits[at] as AttemptPermit;
      limiter.answered(permit);
      if (remaining !== undefined) limiter.observe?.(permit, remaining);
    });
    return pauseMs !== undefined && this.#terms.pause(this.partition.name, pauseMs);
  }

  /**
   * Tells the policies how the attempt went.
   *
   * @param until settles when no part of the attempt goes on: neither a transport that was given up, nor the job that
   * it began. Slot and permits are kept until then. Default: no part goes on
   */
  settle(outcome: AttemptOutcome, until?: Promise<unknown>): void {
    const { breakerCounts, throttle, slots } = this.#terms;
    this.partition.breaker.settle(this.#breakerPermit, breakerOutcome(outcome, breakerCounts));
    throttle?.settle(throttleOutcome(outcome));
    if (this.#sample !== undefined && slots instanceof AdaptiveBulkhead) {
      slots.settle(this.#sample, concurrencyOutcome(outcome));
    }
    // Only now: if this attempt has lowered the ceiling, a slot above it must not be handed on.
    const giveBack = (): void => this.#giveBack();
    if (until === undefined) giveBack();
    else until.then(giveBack, giveBack);
  }

  #giveBack(): void {
    if (this.#takesSlot) {
      /* seam: slot-goes-back */ this.#terms.slots.release();
    }
    this.partition.limiters.forEach((limiter, at) => {
      limiter.release(this.#permits[at]);
    });
  }
}

/** What does not count as a failure shows that the upstream works, except a 429, which shows nothing either way. */
function breakerOutcome({ class: result }: AttemptOutcome, counts: readonly ResultClass[]): Outcome {
  if (result === 'cancelled') return /* seam: cancelled-attempt */ 'ignored';
  if (counts.includes(result)) return 'failure';
  return result === 'throttled' ? /* seam: throttled-attempt */ 'ignored' : 'success';
}

const failing: readonly string[] = ['throttled', 'overloaded', 'transient', 'relayed'];

/** A 429 and a failure show an upstream that accepts too little. */
function throttleOutcome({ class: result }: AttemptOutcome): Outcome {
  if (result === 'cancelled') return 'ignored';
  return failing.includes(result) ? 'failure' : 'success';
}

/** Too much is in flight if the upstream is too slow to answer, or throttles although its window is not spent. */
function concurrencyOutcome({ class: result, by, windowSpent }: AttemptOutcome): Outcome {
  if (by === 'timeout') return 'failure';
  if (by !== 'response') return 'ignored';
  if (result === 'throttled') return windowSpent ? 'ignored' : 'failure';
  if (result === 'overloaded') return 'failure';
  return result === 'ok' || result === 'payment' ? 'success' : 'ignored';
}

/** One of the limits that an attempt stands under: over time, or of what is in flight. */
export type Limit = PermitLimiter | LeaseTerms['slots'];

/** Takes from every limit at this instant, or from none. */
export function takeAll({ limits, cost }: { limits: readonly Limit[]; cost: number }): boolean {
  const lacking = limits.findIndex((limit) => !limit.tryAcquire(cost));
  if (lacking === -1) return true;
  giveBack(limits.slice(0, lacking), cost);
  return false;
}

/** Gives back what was taken of each limit, and has not left. */
export function giveBack(limits: readonly Limit[], cost: number): void {
  for (const limit of limits) {
    if (limit instanceof Slots) limit.release();
    else limit.release(undefined, cost);
  }
}
