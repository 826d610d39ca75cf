import { isEvenkeelError } from '../../errors/errors.ts';
import { tell } from '../../errors/tell.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { Slots } from '../bulkhead/slots.ts';
import { isLocal, type Outcome } from '../outcome.ts';
import { AdaptiveLimit, type AdaptiveLimitOptions, type AdaptiveSample } from './adaptive-limit.ts';

export interface AdaptiveBulkheadOptions extends AdaptiveLimitOptions {
  /** Calls that may wait for a slot; any more are refused. Default 1,000. */
  maxQueued?: number;
  /**
   * Whether an error means that the server refused the call because too many were in flight; if this throws, the answer
   * is no. It is not asked about cancelled calls and local refusals, and must say no to a 429 that means a window's
   * requests are used up. Default: yes for an EvenkeelError with the code `EVK_THROTTLED`. A call that returns counts
   * as accepted, so throw on a 429.
   */
  isThrottled?: (error: unknown) => boolean;
  /** What it throws is ignored. */
  onLimitChange?: (limit: number, previous: number) => void;
}

/**
 * A {@link Bulkhead} that finds its limit by itself, for an API whose ceiling
 * is not known, or changes. Put it inside a retry: then it sees each attempt,
 * and a call that sleeps before its next attempt holds no slot.
 */
export class AdaptiveBulkhead extends Slots {
  readonly #adaptive: AdaptiveLimit;
  readonly #isThrottled: (error: unknown) => boolean;
  readonly #onLimitChange: AdaptiveBulkheadOptions['onLimitChange'];

  /** @throws OptionError if an option is not a number in its range */
  constructor(options: AdaptiveBulkheadOptions = {}) {
    const adaptive = new AdaptiveLimit(options);
    const { maxQueued, clock } = options;
    super({ limit: adaptive.limit, maxQueued, clock });
    this.#adaptive = adaptive;
    this.#isThrottled = options.isThrottled ?? isThrottled;
    this.#onLimitChange = options.onLimitChange;
  }

  /** @internal Call it when an attempt leaves with its slot; the caller then owes a {@link settle}. */
  start(): AdaptiveSample {
    return this.#adaptive.start(this.inFlight);
  }

  /**
   * Says how the attempt went. Call it before the slot is released: a slot above a lowered limit must not be handed on.
   *
   * @param outcome as in {@link AdaptiveLimit.settle}
   * @internal
   */
  settle(sample: AdaptiveSample, outcome: Outcome): void {
    const previous = this.limit;
    this.#adaptive.settle(sample, outcome);
    const { limit } = this.#adaptive;
    if (limit === previous) return;
    this.changeLimit(limit);
    tell(this.#onLimitChange, limit, previous);
  }

  /** @internal */
  protected override hold<T>(fn: () => Promise<T>, call: Waiting, priority: number): Promise<T> {
    return super.hold(() => this.#observe(fn, call), call, priority);
  }

  async #observe<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    const sample = this.start();
    let outcome: Outcome = 'ignored';
    try {
      const value = await fn();
      outcome = 'success';
      return value;
    } catch (error) {
      if (call.ended === undefined && !isLocal(error) && this.#saysThrottled(error)) outcome = 'failure';
      throw error;
    } finally {
      this.settle(sample, outcome);
    }
  }

  #saysThrottled(error: unknown): boolean {
    try {
      return this.#isThrottled(error);
    } catch {
      // The caller must see why the attempt failed, not why `isThrottled` did.
      return false;
    }
  }
}

function isThrottled(error: unknown): boolean {
  return isEvenkeelError(error) && error.code === 'EVK_THROTTLED';
}
