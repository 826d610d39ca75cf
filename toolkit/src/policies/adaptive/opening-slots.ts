import type { Outcome } from '../outcome.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { FoundSlots, type FoundSlotsOptions, type WatchedAttempt } from './found-slots.ts';
import { LatencyWatch } from './latency-watch.ts';

/** As that of an {@link AdaptiveLimit}. */
const LATENCY_TOLERANCE = 3;
/** How many latencies are compared with at least. */
const WEIGHT = 20;

/** What is known of a ceiling that is to be found. */
export interface AdaptiveCeiling {
  /** The ceilings that the API is known to have. */
  ceilings: readonly number[];
  /** The one to try first. Default: the smallest. */
  expected?: number | undefined;
  /** The most that there may be. */
  max: number;
}

/**
 * Slots up to a limit that nobody told. It tries known ceilings, by one more than each: once one is accepted that left as
 * the last of so many, and none was refused meanwhile, the ceiling must be another one. It gets there by doubling. Where something is refused, or
 * latency shows that the server queues, the limit is found by trying from there on.
 */
export class OpeningSlots extends FoundSlots {
  readonly heedsOverload = true;
  readonly #options: AdaptiveCeiling & FoundSlotsOptions;
  readonly #limits: readonly number[];
  /** The most in flight of those that all others are compared with. */
  readonly #first: number;
  readonly #latency: LatencyWatch;

  constructor(options: AdaptiveCeiling & FoundSlotsOptions) {
    const { ceilings, max, expected = Math.min(...ceilings) } = options;
    const limits = ceilings.map((each) => Math.min(each + 1, max)).sort((a, b) => a - b);
    const first = limits[0] ?? new AdaptiveLimit({ max }).limit;
    super(ceilings.length === 0 ? first : Math.min(expected + 1, max), options);
    this.#options = options;
    this.#limits = limits;
    this.#first = first;
    this.#latency = new LatencyWatch(LATENCY_TOLERANCE);
    this.watch();
  }

  /** @internal */
  protected override shows(outcome: Outcome, { inFlight, startedAtMs }: WatchedAttempt): AdaptiveLimit | undefined {
    if (outcome === 'failure') return this.#refused(true);
    if (outcome === 'ignored') return undefined;
    if (this.#isCongested(this.clock.now() - startedAtMs, inFlight)) return this.#refused(false);
    const next = this.#limits.find((each) => each > this.most);
    // By twice as many at most: over a slow network, more than the server holds may seem to be accepted.
    if (next !== undefined && inFlight >= this.most) this.most = Math.min(next, 2 * this.most);
    // Where no ceiling is known, it climbs from what was accepted.
    return this.#limits.length === 0 ? this.#find(this.most) : undefined;
  }

  /** @internal */
  protected override holdsAgain(): boolean {
    return false;
  }

  /** @param partly whether the limit was right in part: it is not reached at once, so only the last were refused */
  #refused(partly: boolean): AdaptiveLimit {
    const found = this.#find(Math.min(this.most, this.inFlight));
    const { limit } = found;
    if (partly) found.settle(found.start(Math.ceil(limit / 2)), 'success');
    found.settle(found.start(limit), 'failure');
    return found;
  }

  #find(initial: number): AdaptiveLimit {
    const { ceilings, max, clock } = this.#options;
    this.most = max;
    return new AdaptiveLimit({ ceilings, initial, max, clock }, this.#latency);
  }

  #isCongested(latencyMs: number, inFlight: number): boolean {
    const seen = this.#latency.baselineInFlight < Number.POSITIVE_INFINITY;
    if (seen) return this.#isSlow(latencyMs, inFlight);
    // What comes from more in flight is compared with the first ones. These are few, so each counts several times.
    if (inFlight <= this.#first)
      for (let times = 0; times < WEIGHT / this.#first; times += 1) this.#isSlow(latencyMs, inFlight);
    return false;
  }

  #isSlow(latencyMs: number, inFlight: number): boolean {
    const verdict = this.#latency.add(latencyMs, inFlight);
    return verdict?.slow === true && verdict.crowded;
  }
}
