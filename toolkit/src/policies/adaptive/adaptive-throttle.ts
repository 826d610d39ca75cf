import { type Clock, type Random, systemRandom } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { requireOptions } from '../options.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import { StandalonePolicy } from '../standalone.ts';
import { ThrottleCore, type ThrottleSettings } from './throttle-core.ts';

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

/**
 * Spares an upstream that accepts little: refuses a call here with the probability max(0, (requests - k * accepts) /
 * (requests + 1)), from the Site Reliability Engineering book, "Handling Overload". It counts requests when they come,
 * refused ones included, so it sees an upstream that hangs before the time-outs are over. Meanwhile a request under way
 * looks like one that was not accepted; so `minimumRequests` should be above what a burst sends at once.
 */
export class AdaptiveThrottle extends StandalonePolicy {
  readonly #core: ThrottleCore;
  readonly #handle: (error: unknown) => boolean;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: AdaptiveThrottleOptions = {}) {
    requireOptions(options, {
      k: 'number',
      windowMs: '',
      minimumRequests: '',
      handle: 'function',
      random: 'function',
      clock: '',
    });
    super(options.clock);
    this.#core = new ThrottleCore({ ...options, clock: this.clock, random: options.random ?? systemRandom });
    this.#handle = options.handle ?? (() => true);
  }

  /** The probability with which the next call is refused. */
  get rejectionRatio(): number {
    return this.#core.rejectionRatio;
  }

  /** @internal See ThrottleCore. */
  admit(): void {
    this.#core.admit();
  }

  /** @internal See ThrottleCore. */
  settle(outcome: Outcome): void {
    this.#core.settle(outcome);
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
