import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import type { Outcome } from '../outcome.ts';
import { KnownCeilings } from './known-ceilings.ts';
import { LatencyWatch } from './latency-watch.ts';

export interface AdaptiveLimitOptions {
  /**
   * Ceilings that the API is known to have, such as its tiers', in any order; the limit snaps to them. Default none.
   */
  ceilings?: readonly number[];
  /** The limit at the start, from `min` to `max`. Default: the smallest of `ceilings`, else 10, kept within these. */
  initial?: number;
  /** The lowest limit. Default 1. */
  min?: number;
  /** The highest limit. Default: the largest of `ceilings`, else 1,000; at least `min`. */
  max?: number;
  /**
   * How many times slower than at first the successes must be to count as congestion; above 1. Default 3: a call then
   * waits inside the server for twice as long as it is worked on, and had better wait here, where it can be cancelled.
   * A smaller slowdown may be no more than a busy machine. `Infinity`: latency decides nothing.
   */
  latencyTolerance?: number;
  clock?: Clock;
}

/** What is remembered of an attempt when it leaves. */
export interface AdaptiveSample {
  readonly epoch: number;
  /** Attempts in flight, this one included. */
  readonly inFlight: number;
  readonly startedAtMs: number;
}

/** An epoch that is never the current one, nor the one before it. */
const PAST = -2;
const INITIAL = 10;
const MAX = 1_000;
/** The share that is kept of a limit that was right until now, as in Netflix's AIMDLimit. */
const GENTLY = 0.9;
/** The share that is kept of a limit that may be far too high, as in TCP (RFC 5681). */
const HARSHLY = 0.5;
/** Successes to wait for after a refusal before going as far again: so many, or so many rounds; whichever is fewer. */
const PATIENCE = { successes: 100, rounds: 20 };
/**
 * How often patience doubles at most, while try after try fails: a ceiling then costs about one 429 in 800 successes.
 */
const MOST_DOUBLINGS = 3;

/**
 * How many attempts may be in flight at once where the API's ceiling is not known, or changes. It has no timers and
 * holds no call back: {@link AdaptiveBulkhead} does.
 *
 * - It climbs by one for each success while the limit is used, up to a target. Once a whole round was accepted there,
 *   the next target is 1, 2, 4, 8 ... higher. A few accepted attempts prove little, since some of those in flight here
 *   have not reached the server, or have left it already.
 * - It stops at each known ceiling. If one more than that is accepted, the ceiling must be another one, and the next
 *   known ceiling becomes the target.
 * - A refusal takes a tenth off the limit, or what lies above the nearest known ceiling, if that is less. If attempts
 *   that leave under the lower limit are refused before any is accepted, the ceiling has fallen: the limit goes down to
 *   the next known ceiling, or to half.
 * - An attempt that left before the last decrease decides nothing, so a burst of refusals is one decrease. But if so
 *   many of these are refused that fewer than the new limit are left, the limit goes down to what is left: no more than
 *   that were accepted.
 * - It stays below the number that was refused until enough calls have succeeded; that patience doubles each time that
 *   going beyond fails.
 * - A server that queues instead of refusing gives itself away by its latency: that halves the limit. If the server is
 *   no faster then, the limit goes down to where latency was first measured, to find out whether the calls in flight
 *   are the reason.
 */
export class AdaptiveLimit {
  readonly #ceilings: KnownCeilings;
  readonly #min: number;
  readonly #max: number;
  readonly #clock: Clock;
  readonly #latency: LatencyWatch;
  #limit: number;
  #raisedAtMs = Number.NEGATIVE_INFINITY;
  #target: number;
  /** Successes of attempts that left when at least as many as the target were in flight. */
  #confirmations = 0;
  #step = 1;
  /** The number in flight that is known to be too many. */
  #refused = Number.POSITIVE_INFINITY;
  #patienceLeft = 0;
  #doublings = 0;
  /** Whether the target goes as far as a refused number, and is not confirmed yet. */
  #probing = false;
  /** Half the limit at the last slowdown, and whether the baseline is being measured again. */
  #slowed = 0;
  #measuring = false;
  /** Counts the decreases. */
  #epoch = 0;
  /** How many of the attempts in flight at the last refusal have not been refused. */
  #held = Number.POSITIVE_INFINITY;
  /** Since the last decrease: the most in flight, and whether an attempt succeeded while the limit was used. */
  #reached = 0;
  #proven = false;

  /**
   * @param latency has compared latencies until now. Default: there were none
   * @throws OptionError if an option is not a number in its range
   */
  constructor(options: AdaptiveLimitOptions = {}, latency?: LatencyWatch) {
    const { min = 1, latencyTolerance = 3 } = options;
    this.#ceilings = new KnownCeilings(options.ceilings ?? []);
    this.#min = requireInteger('min', min, 1);
    this.#max = requireInteger('max', options.max ?? Math.max(min, this.#ceilings.largest ?? MAX), min);
    const initial = options.initial ?? this.#within(this.#ceilings.smallest ?? INITIAL);
    this.#limit = requireInteger('initial', initial, this.#min, this.#max);
    if (!(latencyTolerance > 1)) throw new OptionError('latencyTolerance', 'give a number above 1.', latencyTolerance);
    this.#latency = latency ?? new LatencyWatch(latencyTolerance);
    this.#clock = options.clock ?? systemClock;
    this.#target = Math.min(this.#limit + 1, this.#max);
  }

  /** A whole number from `min` to `max`. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * Call it when an attempt leaves; the caller then owes a {@link settle}, at best before the slot is handed on. An
   * attempt that leaves above the limit was let in before the limit was lowered, so it decides nothing.
   *
   * @param inFlight attempts in flight now, the one that leaves included
   */
  start(inFlight: number): AdaptiveSample {
    const startedAtMs = this.#clock.now();
    if (inFlight > this.#limit) return { epoch: PAST, inFlight, startedAtMs };
    this.#reached = Math.max(this.#reached, inFlight);
    return { epoch: this.#epoch, inFlight, startedAtMs };
  }

  /**
   * @param outcome `failure`: the server refused the attempt because too many were in flight. `ignored`: the attempt
   * says nothing about the ceiling, because it was cancelled, lost or failed, because another policy refused it, or
   * because its 429 means that a *window's* requests are used up
   */
  settle(sample: AdaptiveSample, outcome: Outcome): void {
    if (sample.epoch !== this.#epoch) {
      if (outcome === 'failure' && sample.epoch === this.#epoch - 1) this.#onLateRefusal();
    } else if (outcome === 'failure') this.#onRefusal(sample.inFlight);
    else if (outcome === 'success') this.#onSuccess(sample);
  }

  #onSuccess({ inFlight, startedAtMs }: AdaptiveSample): void {
    const latencyMs = this.#clock.now() - startedAtMs;
    if (this.#isCongestion(latencyMs, inFlight)) {
      this.#onCongestion(inFlight);
      return;
    }
    this.#patienceLeft -= 1;
    // As in Netflix's limits: a success while few are in flight does not show that more would.
    if (2 * inFlight < this.#limit) return;
    this.#proven = true;
    if (inFlight >= this.#target) this.#confirmations += 1;
    if (this.#limit === this.#target) this.#aimHigher();
    else this.#climb(latencyMs);
  }

  #climb(latencyMs: number): void {
    const nowMs = this.#clock.now();
    // If it rose unused, a burst would meet a limit that nothing has tried.
    const used = this.#reached >= this.#limit;
    // After a stall many succeed at once, and would raise the limit before the first refusal is back.
    const paced = nowMs - this.#raisedAtMs >= latencyMs / (2 * this.#limit);
    if (used && paced) [this.#limit, this.#raisedAtMs] = [this.#limit + 1, nowMs];
  }

  #aimHigher(): void {
    const confirmed = this.#target;
    if (this.#confirmations < confirmed || confirmed === this.#max) return;
    if (this.#probing) [this.#probing, this.#doublings] = [false, 0];
    const next = this.#ceilings.above(confirmed);
    if (confirmed + 1 >= this.#refused) {
      if (this.#patienceLeft > 0) return;
      this.#refused = Number.POSITIVE_INFINITY;
      this.#probing = true;
      this.#step = 1;
    } else if (this.#ceilings.has(confirmed)) this.#step = 1;
    else if (next !== undefined && this.#ceilings.has(confirmed - 1)) this.#step = next - confirmed;
    else this.#step *= 2;
    this.#target = Math.min(confirmed + this.#step, next ?? this.#max, this.#refused - 1, this.#max);
    this.#confirmations = 0;
  }

  #onRefusal(sent: number): void {
    // Of two that leave at once, the first may arrive second: so nearly at the limit counts as at it. And a refusal
    // while the limit is hardly used is due to others on the key, not to the few in flight here.
    const atLimit = sent >= Math.floor(GENTLY * this.#limit) || 2 * this.#reached < this.#limit;
    const inFlight = atLimit ? this.#limit : sent;
    const known = this.#ceilings.below(inFlight);
    if (this.#proven) this.#decrease(Math.max(Math.floor(GENTLY * inFlight), known ?? 0), inFlight);
    else {
      this.#doublings = 0;
      this.#decrease(known ?? Math.floor(HARSHLY * inFlight), inFlight);
    }
    this.#held = inFlight - 1;
  }

  #onLateRefusal(): void {
    this.#held -= 1;
    if (!this.#proven && this.#held < this.#limit) this.#lower(this.#held);
  }

  #isCongestion(latencyMs: number, inFlight: number): boolean {
    const outcome = this.#latency.add(latencyMs, inFlight);
    if (outcome === undefined) return false;
    if (outcome.crowded) return outcome.slow;
    // No more were in flight than at first, so this shows how fast the server itself is: the limit may rise again.
    if (outcome.slow || this.#measuring) this.#patienceLeft = 0;
    this.#measuring = false;
    return false;
  }

  #onCongestion(inFlight: number): void {
    const used = Math.min(this.#limit, inFlight);
    const half = Math.floor(HARSHLY * used);
    this.#measuring = GENTLY * used <= this.#slowed;
    const limit = this.#measuring ? Math.min(half, this.#latency.baselineInFlight) : half;
    this.#slowed = half;
    this.#decrease(limit, limit + 1);
  }

  #decrease(limit: number, refused: number): void {
    this.#refused = refused;
    this.#lower(limit);
    if (this.#probing) this.#doublings = Math.min(this.#doublings + 1, MOST_DOUBLINGS);
    this.#probing = false;
    const { successes, rounds } = PATIENCE;
    this.#patienceLeft = Math.min(successes, rounds * this.#limit) * 2 ** this.#doublings;
    this.#epoch += 1;
    this.#held = Number.POSITIVE_INFINITY;
    this.#reached = 0;
    this.#proven = false;
    this.#latency.restart();
  }

  /** Lowers the limit, to below the refused number; its target is the next known ceiling. */
  #lower(limit: number): void {
    this.#limit = this.#within(Math.min(limit, this.#refused - 1));
    const stop = this.#ceilings.above(this.#limit - 1) ?? this.#max;
    this.#target = Math.max(this.#limit, Math.min(stop, this.#refused - 1));
    this.#confirmations = 0;
  }

  #within(limit: number): number {
    return Math.min(this.#max, Math.max(this.#min, limit));
  }
}
