import type { Outcome } from '../outcome.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { FoundSlots, type FoundSlotsOptions, type WatchedAttempt } from './found-slots.ts';
import { LatencyWatch } from './latency-watch.ts';

/** As that of an {@link AdaptiveLimit}. */
const LATENCY_TOLERANCE = 3;
/** Of those in flight here, some have not reached the server, or have left it already. */
const NEARLY = 0.9;
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
  /** Whether nobody says that there is one. Then an upstream that is overloaded shows none. Default false. */
  untold?: boolean;
}

/**
 * Slots up to a limit that nobody told. It tries known ceilings, by one more than each: once one is accepted that left as
 * the last of so many, and none was refused meanwhile, the ceiling must be another one. It gets there by doubling. Where no
 * ceiling is known, the limit rises by one for each that is accepted while it is used, which doubles it in a round. Where
 * something is refused, or latency shows that the server queues, the limit is found by trying from there on.
 */
export class OpeningSlots extends FoundSlots {
  readonly heedsOverload: boolean;
  readonly #options: AdaptiveCeiling & FoundSlotsOptions;
  readonly #limits: readonly number[];
  /** The most in flight of those that all others are compared with. */
  readonly #first: number;
  readonly #latency: LatencyWatch;
  /** The most in flight with which an attempt was accepted, as far as is known by now. */
  #accepted = 0;
  /** How the refusals are judged of all attempts up to this one: they may be of one burst. */
  #judged = { upTo: 0, blamed: true, lowers: false };
  /** Successes since that judgement. */
  #successes = Number.POSITIVE_INFINITY;
  #ended = false;

  constructor(options: AdaptiveCeiling & FoundSlotsOptions) {
    const { ceilings, max, expected = Math.min(...ceilings) } = options;
    const limits = ceilings.map((each) => Math.min(each + 1, max)).sort((a, b) => a - b);
    const first = limits[0] ?? new AdaptiveLimit({ max }).limit;
    super(ceilings.length === 0 ? first : Math.min(expected + 1, max), options);
    this.heedsOverload = options.untold !== true;
    this.#options = options;
    this.#limits = limits;
    this.#first = first;
    this.#latency = new LatencyWatch(LATENCY_TOLERANCE);
    this.watch();
  }

  /** The limit is this one, and not looked for any more. */
  end(limit: number): void {
    this.#ended = true;
    this.left = undefined;
    this.onTold = undefined;
    this.tried = Number.POSITIVE_INFINITY;
    this.most = limit;
    this.forget();
  }

  /**
   * Whether a refusal seems to be due to what is in flight alone: if about as many were never accepted, and the refusals
   * before it have helped. Otherwise all calls had better wait; if that did not help the last time, with fewer in flight.
   */
  isBlamed({ number, inFlight }: WatchedAttempt): boolean {
    if (number > this.#judged.upTo) {
      const many = inFlight > this.#first && inFlight >= NEARLY * this.#accepted;
      const blamed = many && this.#successes >= this.limit;
      const again = !this.#judged.blamed && this.#successes < 2 * this.limit;
      this.#judged = { upTo: this.watched, blamed, lowers: blamed || again };
      this.#successes = 0;
    }
    return this.#judged.blamed;
  }

  override refused(): void {
    if (!this.#ended) super.refused();
  }

  /** @internal */
  protected override shows(outcome: Outcome, { inFlight, startedAtMs }: WatchedAttempt): AdaptiveLimit | undefined {
    if (this.#ended) return undefined;
    if (outcome === 'failure') return this.#refused(true);
    if (outcome === 'ignored') return undefined;
    if (this.#isCongested(this.clock.now() - startedAtMs, inFlight)) return this.#refused(false);
    const next = this.#limits.find((each) => each > this.most);
    // By twice as many at most: over a slow network, more than the server holds may seem to be accepted.
    if (next !== undefined && inFlight >= this.most) this.most = Math.min(next, 2 * this.most);
    // By one for each: so what leaves beyond the ceiling does so one after the other. Few in flight do not show that more may be.
    if (this.#limits.length === 0 && 2 * inFlight > this.most) this.most = Math.min(this.most + 1, this.#options.max);
    return undefined;
  }

  /** @internal */
  protected override holdsAgain(): boolean {
    return false;
  }

  /** @internal */
  protected override heeds(outcome: Outcome, { number, inFlight }: WatchedAttempt): Outcome {
    if (outcome === 'success') {
      this.#successes += 1;
      this.#accepted = Math.max(this.#accepted, inFlight);
    }
    if (outcome !== 'failure') return outcome;
    this.#accepted = Math.min(this.#accepted, inFlight - 1);
    return number <= this.#judged.upTo && !this.#judged.lowers ? 'ignored' : outcome;
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
