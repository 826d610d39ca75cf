import type { CountedBy, LimitKey } from '../contract/limit-key.ts';
import type { ResultClass } from '../contract/rule.ts';
import type { RateSettings } from '../contract/settings.ts';
import { EvenkeelError } from '../errors/errors.ts';
import type { UnitReading } from '../http/hint.ts';
import type { FoundSlots, TellOutcome } from '../policies/adaptive/found-slots.ts';
import type { ThrottleCore } from '../policies/adaptive/throttle-core.ts';
import type { BreakerPermit } from '../policies/breaker/circuit-core.ts';
import type { SlotCount } from '../policies/bulkhead/slot-count.ts';
import type { Outcome } from '../policies/outcome.ts';
import type { AttemptPermit } from '../policies/rate/permit-limiter.ts';
import type { ToldLimits } from '../policies/rate/told-limits.ts';
import type { AdmissionRequest } from './admission-request.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import type { Concurrency } from './concurrency.ts';
import { settleCosts } from './estimates.ts';
import type { Partition } from './partitions.ts';
import type { Standing } from './standing.ts';

/** What all leases of a client have in common. */
export interface LeaseTerms {
  readonly slots: SlotCount;
  /** The same, where attempts tell how many there may be. */
  readonly found: FoundSlots | undefined;
  readonly concurrency: Pick<Concurrency, 'isBlamed'>;
  readonly throttle: ThrottleCore | undefined;
  /** The classes of result that the breaker counts as failures. */
  readonly breakerCounts: readonly ResultClass[];
  /** Undefined where no answer tells a limit. */
  readonly toldLimits: ToldLimits<RateSettings> | undefined;
  /** What calls of a key stand under. */
  readonly standingOf: (request: Pick<AdmissionRequest, 'key' | 'estimates'>) => Standing;
  /** Called when an attempt has moved to other limits, where those that wait may have to follow it. */
  readonly onMoved: () => void;
  /** Pauses a partition; false if a longer pause holds already. */
  readonly pause: (partition: string, forMs: number) => boolean;
}

/** What a response says of its limits. */
export interface LimitsTold {
  /** What was told of each unit. */
  units: ReadonlyMap<string, UnitReading>;
  /** For how long the server lets no attempt through. */
  pauseMs: number | undefined;
  /** Whether it refuses the attempt. */
  refused: boolean;
  /** What the attempt has cost of each limit over time, as far as that is told; undefined: it is told later, or never. */
  costs?: readonly (number | undefined)[] | undefined;
}

/**
 * What an attempt holds from the instant at which it leaves: a permit of each limit, a slot, and the breaker's permit.
 * All of it goes back when the attempt is {@link settle settled}, or later if a part of the attempt goes on.
 */
export class Lease {
  partition: Partition;
  readonly #terms: LeaseTerms;
  #standing: Standing;
  readonly #breakerPermit: BreakerPermit;
  #permits: readonly AttemptPermit[];
  readonly #tellSlots: TellOutcome | undefined;

  /**
   * Make it at the instant at which all limits of the partition, and the slots, have room: it takes from each.
   *
   * @throws EvenkeelError the refusal of the throttle or the breaker; then nothing is taken
   */
  constructor(terms: LeaseTerms, standing: Standing) {
    const { partition, limiters, costs, taken = costs, key } = standing;
    const { throttle, slots, found } = terms;
    if (throttle !== undefined) {
      // An attempt that the breaker refuses must not count as a request with the throttle.
      partition.breaker.peek();
      throttle.admit();
    }
    this.#breakerPermit = partition.breaker.admit();
    this.partition = partition;
    this.#terms = terms;
    this.#standing = standing;
    this.#permits = limiters.map((limiter, at) => limiter.send(taken[at]));
    if (key.takesSlot) {
      slots.take();
      this.#tellSlots = found?.left?.();
    }
  }

  /** Takes from the limits of another key instead: call it before {@link responded}, if the response says so. */
  moveTo(key: LimitKey): void {
    const before = this.#standing;
    if (key === before.key) return;
    const { settled, estimates } = before;
    const standing = this.#terms.standingOf({ key, estimates });
    const { costs, taken = costs } = standing;
    this.#permits = standing.limiters.map((limiter, at) => {
      const permit = this.#permits[at] as AttemptPermit;
      const left = before.limiters[at];
      if (limiter === left) return permit;
      left?.answered(permit);
      left?.release(permit);
      return limiter.send(taken[at]);
    });
    this.#standing = settled === undefined ? standing : { ...standing, settled };
    this.partition = standing.partition;
    this.#terms.onMoved();
  }

  /**
   * Call it as soon as a response has come, whatever it says, and even if the attempt is settled already.
   *
   * @returns whether the partition is paused for longer now
   */
  responded({ units, pauseMs, refused, costs }: LimitsTold): boolean {
    // First: what comes back to the limits lets others leave at once.
    const longer = pauseMs !== undefined && this.#terms.pause(this.partition.name, pauseMs);
    const { limiters, key } = this.#standing;
    const { toldLimits, found } = this.#terms;
    if (found?.onTold !== undefined && [...units.values()].some(({ remaining }) => remaining !== undefined))
      found.onTold();
    if (toldLimits !== undefined && toldLimits.lowered.size > 0) toldLimits.forget();
    limiters.forEach((limiter, at) => {
      limiter.answered(this.#permits[at] as AttemptPermit);
    });
    if (costs !== undefined) this.settleCosts(costs);
    limiters.forEach((limiter, at) => {
      const { limit } = key.rates[at] as CountedBy;
      const { unit, observable, told, refusalsAreFree, learnt } = limit;
      const reading = units.get(unit);
      if (reading?.limit !== undefined && told && !learnt) toldLimits?.note(limiter, limit, reading.limit);
      const counts = observable || (told && (refusalsAreFree || !refused));
      if (reading?.remaining === undefined) limiter.untold?.();
      else if (counts) limiter.observe?.(this.#permits[at] as AttemptPermit, reading.remaining, reading);
    });
    return longer;
  }

  /** Whether its refusal, which tells no count, is about what is in flight alone. Call it once. */
  blamesCeiling(): boolean {
    return this.#terms.concurrency.isBlamed(this.#tellSlots?.attempt);
  }

  /** How long it is until all limits are there again whose end is known; undefined where none is. */
  get renewsInMs(): number | undefined {
    const known = this.#standing.limiters.flatMap(({ renewsInMs }) => renewsInMs ?? []);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  /** Corrects what the attempt has taken of each limit over time; see {@link settleCosts}. The last call counts. */
  settleCosts(told: readonly (number | undefined)[]): void {
    settleCosts(this.#standing, this.#permits, told);
  }

  /**
   * Tells the policies how the attempt went.
   *
   * @param until settles when no part of the attempt goes on: neither a transport that was given up, nor the job that
   * it began. Slot and permits are kept until then. Default: no part goes on
   */
  settle(outcome: AttemptOutcome, until?: Promise<unknown>): void {
    const { breakerCounts, throttle, found } = this.#terms;
    this.partition.breaker.settle(this.#breakerPermit, breakerOutcome(outcome, breakerCounts));
    throttle?.settle(throttleOutcome(outcome));
    if (found !== undefined && this.#standing.key.takesSlot) {
      const shown = concurrencyOutcome(outcome, found);
      if (this.#tellSlots !== undefined) this.#tellSlots(shown);
      else if (shown === 'failure') found.refused();
    }
    // Only now: if this attempt has lowered the ceiling, a slot above it must not be handed on.
    const giveBack = (): void => this.#giveBack();
    if (until === undefined) giveBack();
    else until.then(giveBack, giveBack);
  }

  #giveBack(): void {
    const { limiters, key } = this.#standing;
    limiters.forEach((limiter, at) => {
      limiter.release(this.#permits[at] as AttemptPermit);
    });
    // Last, since all calls wait for a slot: the next one must find all that comes back.
    if (key.takesSlot) {
      /* seam: slot-goes-back */ this.#terms.slots.release();
    }
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

/** Too much is in flight if the upstream throttles although its window is not spent, or cannot keep up. */
function concurrencyOutcome(
  { class: result, by, windowSpent }: AttemptOutcome,
  { heedsOverload, onTold }: Pick<FoundSlots, 'heedsOverload' | 'onTold'>,
): Outcome {
  if (by === 'timeout' || (by === 'response' && result === 'overloaded')) return heedsOverload ? 'failure' : 'ignored';
  if (by !== 'response') return 'ignored';
  // Where nothing is told, a refusal may be about either.
  if (result === 'throttled') return windowSpent && onTold === undefined ? 'ignored' : 'failure';
  return result === 'ok' || result === 'payment' ? 'success' : 'ignored';
}

/** The refusal of a call that costs more than a limit ever has. */
export function beyondCapacity({ limits, costs }: Pick<Standing, 'limits' | 'costs'>): EvenkeelError | undefined {
  const at = limits.findIndex(
    (limit, index) => 'capacity' in limit && /* seam: more-than-ever */ Number(costs[index]) > limit.capacity,
  );
  const limit = limits[at];
  if (limit === undefined || !('capacity' in limit)) return undefined;
  return new EvenkeelError('EVK_RATE_LIMITED', `The call costs ${costs[at]}, and its limit is ${limit.capacity}.`, {
    advice: 'Make it smaller: it can never leave.',
  });
}
