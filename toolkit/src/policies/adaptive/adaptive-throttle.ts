import { EvenkeelError, OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, type Random, systemRandom } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { RollingWindow } from '../breaker/rolling-window.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import { StandalonePolicy } from '../standalone.ts';

/** When and how much it refuses. */
export interface ThrottleSettings {
  /** How many requests it lets through for each that was accepted; above 1. Default 2. */
  k?: number;
  /** Requests older than this are forgotten, a tenth at a time. At least as long as the slowest call. Default 120,000. */
  windowMs?: number;
  /** Below this many requests in the window it refuses nothing. Default 100. */
  minimumRequests?: number;
}

export interface AdaptiveThrottleOptions extends ThrottleSettings {
  /**
   * Whether an error means that the upstream did not accept the request. Default: all do. Refusals by a policy inside
   * this one and cancelled calls say nothing of the upstream; it is not asked about them. Where it throws, it was not.
   */
  handle?: (error: unknown) => boolean;
  random?: Random;
  clock?: Clock;
}

const BUCKETS = 10;

/**
 * Spares an upstream that accepts little: refuses a call here with the
 * probability max(0, (requests - k * accepts) / (requests + 1)), by the Site
 * Reliability Engineering book, "Handling Overload". It counts the requests
 * when they come, those it refuses as well, so that an upstream that hangs is
 * seen before its time-outs are over. What is under way looks like not accepted
 * meanwhile: hence `minimumRequests`, which should be above what a burst sends
 * at once.
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
    // Those ignored may have come before the window began.
    const requests = Math.max(0, came - ignored);
    if (requests < this.#minimumRequests) return 0;
    return /* seam: share-refused */ Math.max(0, (requests - this.#k * accepts) / (requests + 1));
  }

  /**
   * Counts a request. Whoever is admitted owes a {@link settle}.
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
   * @param outcome `failure`: the upstream did not accept the request. `ignored`: it says nothing of the upstream
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
