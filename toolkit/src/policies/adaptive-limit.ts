import { type Clock, systemClock } from '../clock.ts';
import { OptionError, requireInteger } from '../errors.ts';
import { LatencyWatch, type Slowdown } from './latency-watch.ts';

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
   * How many times slower than at first the successes must be to count as congestion; above 1. Default 2: then a call
   * waits inside the server for as long as it is worked on, and would better wait here, where it can be cancelled.
   * `Infinity`: latency decides nothing.
   */
  latencyTolerance?: number;
  clock?: Clock;
}

/**
 * `throttled`: the server refused it since too many were in flight. `ignored`: it says nothing of the ceiling, such as
 * what was cancelled, lost or failed, what another policy refused, or a 429 because a *window's* requests are used up.
 */
export type AdaptiveVerdict = 'ok' | 'throttled' | 'ignored';

/** An attempt, as it was when it left. */
export interface AdaptiveSample {
  readonly epoch: number;
  /** With itself. */
  readonly inFlight: number;
  readonly startedAtMs: number;
}

const INITIAL = 10;
const MAX = 1_000;
/** What is left of a limit that was right until now; as Netflix's AIMDLimit has it. */
const GENTLY = 0.9;
/** What is left, at least, of one that may be far too high; as TCP has it (RFC 5681). */
const HARSHLY = 0.5;
/** Successes between a refusal and the next attempt to go as far: that many, or rounds; the smaller. */
const PATIENCE = { successes: 100, rounds: 20 };
/** How often it is doubled, when attempt after attempt fails: then a ceiling costs one 429 in 800 successes. */
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
 *   the first ones under this lower limit are refused too, the ceiling has
 *   fallen: down to the next known one, or to half.
 * - What left before the last decrease decides nothing, so that a burst of
 *   refusals is one decrease.
 * - It stays below what was refused for a number of successes, doubled each time
 *   that going beyond fails.
 * - A server that queues instead of refusing is seen by its latency.
 */
export class AdaptiveLimit {
  readonly #ceilings: readonly number[];
  readonly #min: number;
  readonly #max: number;
  readonly #tolerance: number;
  readonly #clock: Clock;
  readonly #latency: LatencyWatch;
  #limit: number;
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
  /** Counts the decreases. */
  #epoch = 0;
  /** Since the last decrease: the most in flight, and whether the limit was used with success. */
  #reached = 0;
  #proven = false;

  /** @throws OptionError if an option is not a number in its range */
  constructor({
    ceilings = [],
    min = 1,
    latencyTolerance = 2,
    clock = systemClock,
    ...options
  }: AdaptiveLimitOptions = {}) {
    this.#ceilings = ceilings.map((each, at) => requireInteger(`ceilings[${at}]`, each, 1)).sort((a, b) => a - b);
    this.#min = requireInteger('min', min, 1);
    this.#max = requireInteger('max', options.max ?? Math.max(min, this.#ceilings.at(-1) ?? MAX), min);
    const initial = options.initial ?? this.#within(this.#ceilings[0] ?? INITIAL);
    this.#limit = requireInteger('initial', initial, this.#min, this.#max);
    if (!(latencyTolerance > 1)) throw new OptionError('latencyTolerance', 'give a number above 1.', latencyTolerance);
    this.#tolerance = latencyTolerance;
    this.#latency = new LatencyWatch(latencyTolerance);
    this.#clock = clock;
    this.#target = Math.min(this.#limit + 1, this.#max);
  }

  /** A whole number from `min` to `max`. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * To be called when an attempt leaves; whoever does owes a {@link settle}.
   *
   * @param inFlight how many are in flight now, the one that leaves included
   */
  start(inFlight: number): AdaptiveSample {
    this.#reached = Math.max(this.#reached, inFlight);
    return { epoch: this.#epoch, inFlight, startedAtMs: this.#clock.now() };
  }

  settle(sample: AdaptiveSample, verdict: AdaptiveVerdict): void {
    if (verdict === 'ignored' || sample.epoch !== this.#epoch) return;
    if (verdict === 'throttled') this.#onRefusal(sample.inFlight);
    else this.#onSuccess(sample);
  }

  #onSuccess({ inFlight, startedAtMs }: AdaptiveSample): void {
    const slowdown = this.#latency.add(this.#clock.now() - startedAtMs, inFlight);
    if (slowdown?.congestion) return this.#onSlowdown(slowdown);
    // Where fewer in flight are as slow, it was lowered for nothing.
    this.#patienceLeft = slowdown ? 0 : this.#patienceLeft - 1;
    // As Netflix's: what succeeds while few are in flight does not tell that more would.
    if (2 * inFlight < this.#limit) return;
    this.#proven = true;
    if (inFlight >= this.#target) this.#confirmations += 1;
    if (this.#limit === this.#target) this.#aimHigher();
    // Nor is it raised while it is not reached: a burst would come upon a limit that nobody has tried.
    else if (this.#reached >= this.#limit) this.#limit += 1;
  }

  #aimHigher(): void {
    const confirmed = this.#target;
    if (this.#confirmations < confirmed || confirmed === this.#max) return;
    if (this.#probing) [this.#probing, this.#doublings] = [false, 0];
    const next = this.#ceilings.find((ceiling) => ceiling > confirmed);
    if (confirmed + 1 >= this.#refused) {
      if (this.#patienceLeft > 0) return;
      this.#refused = Number.POSITIVE_INFINITY;
      this.#probing = true;
      this.#step = 1;
    } else if (this.#ceilings.includes(confirmed)) this.#step = 1;
    else if (next !== undefined && this.#ceilings.includes(confirmed - 1)) this.#step = next - confirmed;
    else this.#step *= 2;
    this.#target = Math.min(confirmed + this.#step, next ?? this.#max, this.#refused - 1, this.#max);
    this.#confirmations = 0;
  }

  #onRefusal(sent: number): void {
    // Of two that leave at once, the first may arrive second.
    const inFlight = sent >= Math.floor(GENTLY * this.#limit) ? Math.max(sent, this.#limit) : sent;
    const known = this.#ceilings.findLast((ceiling) => ceiling < inFlight);
    if (this.#proven) this.#decrease(Math.max(Math.floor(GENTLY * inFlight), known ?? 0), inFlight);
    else {
      this.#doublings = 0;
      this.#decrease(known ?? Math.floor(HARSHLY * inFlight), inFlight);
    }
  }

  /** To what the server can work on by Little's law, as Netflix's Gradient2Limit does, and stays there for a while. */
  #onSlowdown({ factor, inFlight }: Slowdown): void {
    const share = Math.min(GENTLY, Math.max(HARSHLY, this.#tolerance / factor));
    const limit = Math.floor(share * Math.min(this.#limit, inFlight));
    this.#decrease(limit, limit + 1);
  }

  #decrease(limit: number, refused: number): void {
    this.#limit = this.#within(Math.min(limit, refused - 1));
    this.#refused = refused;
    const stop = this.#ceilings.find((ceiling) => ceiling >= this.#limit) ?? this.#max;
    this.#target = Math.max(this.#limit, Math.min(stop, refused - 1));
    this.#confirmations = 0;
    this.#step = 1;
    if (this.#probing) this.#doublings = Math.min(this.#doublings + 1, MOST_DOUBLINGS);
    this.#probing = false;
    const { successes, rounds } = PATIENCE;
    this.#patienceLeft = Math.min(successes, rounds * this.#limit) * 2 ** this.#doublings;
    this.#epoch += 1;
    this.#reached = 0;
    this.#proven = false;
    this.#latency.restart();
  }

  #within(limit: number): number {
    return Math.min(this.#max, Math.max(this.#min, limit));
  }
}
