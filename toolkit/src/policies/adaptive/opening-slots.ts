import type { Outcome } from '../outcome.ts';
import { AdaptiveLimit, type AdaptiveLimitOptions } from './adaptive-limit.ts';
import { FoundSlots, type FoundSlotsOptions, type WatchedAttempt } from './found-slots.ts';
import { LatencyWatch } from './latency-watch.ts';

/** As that of an {@link AdaptiveLimit}. */
const LATENCY_TOLERANCE = 3;
/** How many latencies are compared with at least. */
const WEIGHT = 20;

export interface OpeningSlotsOptions extends FoundSlotsOptions, Pick<AdaptiveLimitOptions, 'ceilings' | 'max'> {}

const MOST = 1_000;

/**
 * Slots up to a limit that nobody told. It tries the known ceilings, by one more than each: once that many are in flight,
 * and for so long that a refusal would be back, the ceiling must be another one. Where something is refused, or latency
 * shows that the server queues, the limit is found by trying from there on.
 */
export class OpeningSlots extends FoundSlots {
  readonly heedsOverload = true;
  readonly #options: OpeningSlotsOptions;
  readonly #limits: readonly number[];
  /** The most in flight of those that all others are compared with. */
  readonly #first: number;
  readonly #latency: LatencyWatch;
  #reached = 0;
  #raisedAtMs: number;
  #fastestMs = Number.POSITIVE_INFINITY;

  constructor(options: OpeningSlotsOptions) {
    const { ceilings = [], max = MOST, clock } = options;
    const limits = ceilings.map((each) => Math.min(each + 1, max)).sort((a, b) => a - b);
    const first = limits[0] ?? Math.min(new AdaptiveLimit({ max }).limit, max);
    super(first, options);
    this.#options = options;
    this.#limits = limits;
    this.#first = first;
    this.#latency = new LatencyWatch(LATENCY_TOLERANCE);
    this.#raisedAtMs = clock.now();
    this.watch();
  }

  /** @internal */
  protected override shows(outcome: Outcome, { inFlight, startedAtMs }: WatchedAttempt): AdaptiveLimit | undefined {
    if (outcome === 'failure') return this.#refused();
    this.#reached = Math.max(this.#reached, this.inFlight);
    if (outcome === 'ignored') return undefined;
    const nowMs = this.clock.now();
    if (this.#isCongested(nowMs - startedAtMs, inFlight)) return this.#refused();
    this.#fastestMs = Math.min(this.#fastestMs, nowMs - startedAtMs);
    if (this.#reached < this.most || nowMs - this.#raisedAtMs < this.#fastestMs / 2) return undefined;
    const next = this.#limits.find((each) => each > this.most);
    if (next !== undefined) [this.most, this.#raisedAtMs] = [next, nowMs];
    // Where no ceiling is known, it climbs from what was accepted.
    return this.#limits.length === 0 ? this.#find(this.most) : undefined;
  }

  /** @internal */
  protected override holdsAgain(): boolean {
    return false;
  }

  #refused(): AdaptiveLimit {
    const found = this.#find(Math.min(this.most, this.inFlight));
    const { limit } = found;
    // A jump was right at least in part, whereas what was tried first may be all wrong.
    if (this.#fastestMs < Number.POSITIVE_INFINITY) found.settle(found.start(Math.ceil(limit / 2)), 'success');
    found.settle(found.start(limit), 'failure');
    return found;
  }

  #find(initial: number): AdaptiveLimit {
    const { ceilings = [], max = MOST, clock } = this.#options;
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
