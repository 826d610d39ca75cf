import { EvenkeelError, OptionError, requireInteger } from '../../errors/errors.ts';
import type { Clock, Random } from '../../time/clock.ts';
import { RollingWindow } from '../breaker/rolling-window.ts';
import type { Outcome } from '../outcome.ts';

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

export interface ThrottleCoreOptions extends ThrottleSettings {
  random: Random;
  clock: Clock;
}

const BUCKETS = 10;

/** Refuses a share of the calls; see AdaptiveThrottle. The pipeline and the policy that works alone both use it. */
export class ThrottleCore {
  readonly #k: number;
  readonly #minimumRequests: number;
  readonly #random: Random;
  readonly #window: RollingWindow<'requests' | 'accepts' | 'ignored'>;

  /** @throws OptionError if `k` is not above 1, or another number is not whole and in its range */
  constructor(options: ThrottleCoreOptions) {
    this.#k = options.k ?? 2;
    // With 1 or less, a single failure would never be forgiven.
    if (!(this.#k > 1 && this.#k < Number.POSITIVE_INFINITY))
      throw new OptionError('k', 'give a number above 1.', this.#k);
    this.#minimumRequests = requireInteger('minimumRequests', options.minimumRequests ?? 100, 0);
    const sizeMs = requireInteger('windowMs', options.windowMs ?? 120_000, 1);
    this.#random = options.random;
    this.#window = new RollingWindow(['requests', 'accepts', 'ignored'], { sizeMs, buckets: BUCKETS }, options.clock);
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
   */
  admit(): void {
    const ratio = this.rejectionRatio;
    this.#window.add('requests');
    if (this.#random() < ratio) {
      const percent = Math.round(ratio * 100);
      throw new EvenkeelError('EVK_THROTTLED_LOCALLY', `The client refuses ${percent} % of the calls for now.`, {
        advice: 'The upstream accepts too few calls of late; wait for it to recover, or send fewer.',
      });
    }
  }

  /**
   * @param outcome `failure`: the upstream did not accept the request. `ignored`: its end says nothing about the
   * upstream
   */
  settle(outcome: Outcome): void {
    if (/* seam: accepted-is-counted */ outcome !== 'failure')
      this.#window.add(outcome === 'success' ? 'accepts' : 'ignored');
  }
}
