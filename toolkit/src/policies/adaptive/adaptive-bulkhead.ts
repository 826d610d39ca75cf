import { isEvenkeelError } from '../../errors/errors.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { Slots } from '../bulkhead/slots.ts';
import { requireMethods, requireOptions } from '../options.ts';
import { isLocal, type Outcome } from '../outcome.ts';
import type { AdaptiveLimitOptions } from './adaptive-limit.ts';
import { AdaptiveSlots } from './adaptive-slots.ts';

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
  readonly #slots: AdaptiveSlots;
  readonly #isThrottled: (error: unknown) => boolean;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: AdaptiveBulkheadOptions = {}) {
    requireOptions(options, {
      ceilings: '',
      initial: '',
      min: '',
      max: '',
      latencyTolerance: 'number',
      maxQueued: '',
      isThrottled: 'function',
      onLimitChange: 'function',
      clock: '',
    });
    requireMethods('ceilings', options.ceilings ?? [], 'a list of whole numbers', 'map');
    const slots = new AdaptiveSlots(options);
    super(slots, options);
    this.#slots = slots;
    this.#isThrottled = options.isThrottled ?? isThrottled;
  }

  /** @internal */
  protected override hold<T>(fn: () => Promise<T>, call: Waiting, priority: number): Promise<T> {
    return super.hold(() => this.#observe(fn, call), call, priority);
  }

  async #observe<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    const sample = this.#slots.start();
    let outcome: Outcome = 'ignored';
    try {
      const value = await fn();
      outcome = 'success';
      return value;
    } catch (error) {
      if (call.ended === undefined && !isLocal(error) && this.#saysThrottled(error)) outcome = 'failure';
      throw error;
    } finally {
      this.#slots.settle(sample, outcome);
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
