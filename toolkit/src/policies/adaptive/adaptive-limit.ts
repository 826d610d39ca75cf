import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import type { Outcome } from '../outcome.ts';
import { KnownCeilings } from './known-ceilings.ts';
import { LatencyWatch } from './latency-watch.ts';

export interface AdaptiveLimitOptions {
  /** Ceilings that the API is known to have, such as those of its tiers, in any order; it snaps to them. Default none. */
  ceilings?: readonly number[];
  /** Where it starts. Default: the smallest of `ceilings`, else 10; within `min` and `max`. */
  initial?: number;
  /** Default 1. */
  min?: number;
  /** Default: the largest of `ceilings`, else 1,000; at least `min`. */
  max?: number;
  /**
   * How many times slower than at first the successes must be to count as congestion; above 1. Default 3: then a call
   * waits inside the server for twice as long as it is worked on, and would better wait here, where it can be cancelled;
   * less may well be a busy machine. `Infinity`: latency decides nothing.
   */
  latencyTolerance?: number;
  clock?: Clock;
}

/** An attempt, as it was when it left. */
export interface AdaptiveSample {
  readonly epoch: number;
  /** With itself. */
  readonly inFlight: number;
  readonly startedAtMs: number;
}

/** Before any other epoch, and the one before that. */
const PAST = -2;
const INITIAL = 10;
const MAX = 1_000;
/** What is left of a limit that was right until now; as Netflix's AIMDLimit has it. */
const GENTLY = 0.9;
/** What is left of one that may be far too high; as TCP has it (RFC 5681). */
const HARSHLY = 0.5;
/** Successes between a refusal and the next attempt to go as far: that many, or rounds; the smaller. */
const PATIENCE = { successes: 100, rounds: 20 };
/** How often it is doubled, when attempt after attempt fails: then a ceiling costs about one 429 in 800 successes. */
const MOST_DOUBLINGS = 3;

/**
 * How many attempts may be in flight at once where the API's ceiling is not
 * known, or changes. It has no timers and admits nobody: {@link AdaptiveBulkhead}
 * does.
 *
 * - It climbs by one for each success while the limit is used, up to a target.
 *   Once a whole round was accepted there, the next target is 1, 2, 4, 8 ...
 *   higher: a few that were accepted prove little, since some of those in
 *   flight here have not reached the server, or have left it already.
 * - It stops at each known ceiling. Where one more is accepted, the ceiling must
 *   be another one, and the next known one is the target.
 * - A refusal takes a tenth, or what lies above the nearest known ceiling. If
 *   what leaves under this lower limit is refused before anything is accepted,
 *   the ceiling has fallen: down to the next known one, or to half.
 * - What left before the last decrease decides nothing, so that a burst of
 *   refusals is one decrease. But where more is refused of what was in flight,
 *   the limit goes down to what is left: no more than that has been accepted.
 * - It stays below what was refused for a number of successes, doubled each time
 *   that going beyond fails.
 * - A server that queues instead of refusing is seen by its latency: that halves
 *   the limit. If it is no faster then, the limit goes down to where latency was
 *   first measured, to find out whether what is in flight is the reason.
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
  /** Successes of attempts that left when as many were in flight as the target says. */
  #confirmations = 0;
  #step = 1;
  /** What is known to be too much. */
  #refused = Number.POSITIVE_INFINITY;
  #patienceLeft = 0;
  #doublings = 0;
  /** Whether it has gone on after a refusal, and the target is not confirmed yet. */
  #probing = false;
  /** Half the limit at the last slowdown, and whether the baseline is being measured again. */
  #slowed = 0;
  #measuring = false;
  /** Counts the decreases. */
  #epoch = 0;
  /** Of what was in flight at the last refusal: how many have not been refused. */
  #held = Number.POSITIVE_INFINITY;
  /** Since then: the most in flight, and whether the limit was used with success. */
  #reached = 0;
  #proven = false;

  /** @throws OptionError if an option is not a number in its range */
  constructor(options: AdaptiveLimitOptions = {}) {
    const { min = 1, latencyTolerance = 3 } = options;
    this.#ceilings = new KnownCeilings(options.ceilings ?? []);
    this.#min = requireInteger('min', min, 1);
    this.#max = requireInteger('max', options.max ?? Math.max(min, this.#ceilings.largest ?? MAX), min);
    const initial = options.initial ?? this.#within(this.#ceilings.smallest ?? INITIAL);
    this.#limit = requireInteger('initial', initial, this.#min, this.#max);
    if (!(latencyTolerance > 1)) throw new OptionError('latencyTolerance', 'give a number above 1.', latencyTolerance);
    this.#latency = new LatencyWatch(latencyTolerance);
    this.#clock = options.clock ?? systemClock;
    this.#target = Math.min(this.#limit + 1, this.#max);
  }

  /** A whole number from `min` to `max`. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * To be called when an attempt leaves; whoever does owes a {@link settle}, at best before its slot is handed on. One
   * that leaves above the limit was let in before that was lowered, so it decides nothing.
   *
   * @param inFlight how many are in flight now, the one that leaves included
   */
  start(inFlight: number): AdaptiveSample {
    const startedAtMs = this.#clock.now();
    if (inFlight > this.#limit) return { epoch: PAST, inFlight, startedAtMs };
    this.#reached = Math.max(this.#reached, inFlight);
    return { epoch: this.#epoch, inFlight, startedAtMs };
  }

  /**
   * @param outcome `failure`: the server refused the attempt since too many were in flight. `ignored`: it says nothing of
   * the ceiling, such as what was cancelled, lost or failed, what another policy refused, or a 429 because a *window's*
   * requests are used up
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
    // As Netflix's: what succeeds while few are in flight does not tell that more would.
    if (2 * inFlight < this.#limit) return;
    this.#proven = true;
    if (inFlight >= this.#target) this.#confirmations += 1;
    if (this.#limit === this.#target) this.#aimHigher();
    else this.#climb(latencyMs);
  }

  #climb(latencyMs: number): void {
    const nowMs = this.#clock.now();
    // A burst would come upon a limit that nobody has tried.
    const used = this.#reached >= this.#limit;
    // After a stall many succeed at once, and would raise it before the first refusal is back.
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
    // Of two that leave at once, the first may arrive second. And what is refused while the limit is not used, others on
    // the key have brought about: how few these few were does not matter.
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
    // With as few in flight as at first it is known now how fast the server is, so the limit may rise again.
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

  /** Below what was refused, and back up to the known ceiling that is next. */
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
