import { EvenkeelError, OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, type Random, systemRandom } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { RollingWindow } from '../breaker/rolling-window.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import { StandalonePolicy } from '../standalone.ts';

/** When an adaptive throttle refuses calls, and how many. */
export interface ThrottleSettings {
  /** How many requests it lets through for each that was accepted; above 1. Default 2. */
  k?: number;
  /**
   * Requests older than this are forgotten, a tenth at a time. At least as long as the slowest call. Default 120,000.
   */
  windowMs?: number;
  /** Below this many requests in the window it refuses nothing. Default 100. */
  minimumRequests?: number;
}

export interface AdaptiveThrottleOptions extends ThrottleSettings {
  /**
   * Whether an error means that the upstream did not accept the request; if this throws, the answer is yes. It is not
   * asked about cancelled calls and refusals by a policy inside this one, which say nothing about the upstream.
   * Default: all errors do.
   */
  handle?: (error: unknown) => boolean;
  random?: Random;
  clock?: Clock;
}

const BUCKETS = 10;

/**
 * Spares an upstream that accepts little: refuses a call here with the probability max(0, (requests - k * accepts) /
 * (requests + 1)), from the Site Reliability Engineering book, "Handling Overload". It counts requests when they come,
 * refused ones included, so it sees an upstream that hangs before the time-outs are over. Meanwhile a request under way
 * looks like one that was not accepted; so `minimumRequests` should be above what a burst sends at once.
 */
export class AdaptiveThrottle extends StandalonePolicy {
  readonly #k: number;
  readonly #minimumRequests: number;
  readonly #handle: (error: unknown) => boolean;
  readonly #random: Random;
  readonly #window: RollingWindow<'requests' | 'accepts' | 'ignored'>;

  /** @throws OptionError if `k` is not above 1, or another number is not whole and in its range */
  constructor(options: AdaptiveThrottleOptions = {}) {
    super(options.clock);
    this.#k = options.k ?? 2;
    // With 1 or less, a single failure would never be forgiven.
    if (!(this.#k > 1 && this.#k < Number.POSITIVE_INFINITY))
      throw new OptionError('k', 'give a number above 1.', this.#k);
    this.#minimumRequests = requireInteger('minimumRequests', options.minimumRequests ?? 100, 0);
    const sizeMs = requireInteger('windowMs', options.windowMs ?? 120_000, 1);
    this.#handle = options.handle ?? (() => true);
    this.#random = options.random ?? systemRandom;
    this.#window = new RollingWindow(['requests', 'accepts', 'ignored'], { sizeMs, buckets: BUCKETS }, this.clock);
  }

  /** The probability with which the next call is refused. */
  get rejectionRatio(): number {
    const { requests: came, accepts, ignored } = this.#window.total();
    // An ignored request may have come before the window began, so that only its end is in it.
    const requests = Math.max(0, came - ignored);
    if (requests < this.#minimumRequests) return 0;
    return /* seam: share-refused */ Math.max(0, (requests - this.#k * accepts) / (requests + 1));
  }

  /**
   * Counts a request. If it is admitted, the caller owes a {@link settle}.
   *
   * @throws EvenkeelError `EVK_THROTTLED_LOCALLY` by chance, with the probability {@link rejectionRatio}
   * @internal
   */
  admit(): void {
    const ratio = this.rejectionRatio;
    this.#window.add('requests');
    if (this.#random() < ratio) {
      const percent = Math.round(ratio * 100);
      throw new EvenkeelError('EVK_THROTTLED_LOCALLY', `The client refuses ${percent} % of the calls for now.`);
    }
  }

  /**
   * @param outcome `failure`: the upstream did not accept the request. `ignored`: its end says nothing about the
   * upstream
   *
   * @internal
   */
  settle(outcome: Outcome): void {
    if (/* seam: accepted-is-counted */ outcome !== 'failure')
      this.#window.add(outcome === 'success' ? 'accepts' : 'ignored');
  }

  /** @internal */
  protected async guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    if (call.ended !== undefined) throw call.ended;
    this.admit();
    let outcome: Outcome = 'success';
    try {
      return await fn();
    } catch (error) {
      outcome = call.ended === undefined ? outcomeOf(error, this.#handle) : 'ignored';
      throw error;
    } finally {
      this.settle(outcome);
    }
  }
}
