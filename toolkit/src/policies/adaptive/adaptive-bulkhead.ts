import { isEvenkeelError, requireInteger } from '../../errors/errors.ts';
import { tell } from '../../errors/tell.ts';
import type { Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { isLocal } from '../attempt-verdict.ts';
import { Bulkhead } from '../bulkhead/bulkhead.ts';
import { StandalonePolicy } from '../standalone.ts';
import {
  AdaptiveLimit,
  type AdaptiveLimitOptions,
  type AdaptiveSample,
  type AdaptiveVerdict,
} from './adaptive-limit.ts';

export interface AdaptiveBulkheadOptions extends AdaptiveLimitOptions {
  /** Calls that may wait for a slot; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  /**
   * Whether the server refused the call since too many were in flight; where it throws, it did not. It is not asked
   * about cancelled calls and local refusals, and must say no to a 429 because a window's requests are used up.
   * Default: an EvenkeelError with the code `EVK_THROTTLED`. What is returned was accepted: throw on a 429.
   */
  isThrottled?: (error: unknown) => boolean;
  /** What it throws is ignored. */
  onLimitChange?: (limit: number, previous: number) => void;
}

/**
 * A {@link Bulkhead} that finds its limit by itself, for an API whose ceiling
 * is not known, or changes. To be put inside a retry, so that it sees each
 * attempt, and that a call which sleeps before the next one holds no slot.
 */
export class AdaptiveBulkhead extends StandalonePolicy {
  readonly #adaptive: AdaptiveLimit;
  readonly #bulkhead: Bulkhead;
  readonly #isThrottled: (error: unknown) => boolean;
  readonly #onLimitChange: AdaptiveBulkheadOptions['onLimitChange'];

  /** @throws OptionError if an option is not a number in its range */
  constructor(options: AdaptiveBulkheadOptions = {}) {
    super(options.clock);
    this.#adaptive = new AdaptiveLimit(options);
    const { maxQueued, clock } = options;
    this.#bulkhead = new Bulkhead({ limit: this.#adaptive.limit, maxQueued, clock });
    this.#isThrottled = options.isThrottled ?? isThrottled;
    this.#onLimitChange = options.onLimitChange;
  }

  get limit(): number {
    return this.#adaptive.limit;
  }

  get inFlight(): number {
    return this.#bulkhead.inFlight;
  }

  get queued(): number {
    return this.#bulkhead.queued;
  }

  /** Takes a slot if one is free and nobody waits for it; whoever gets one owes a {@link release}. */
  tryAcquire(): AdaptiveSample | undefined {
    return this.#bulkhead.tryAcquire() ? this.#adaptive.start(this.#bulkhead.inFlight) : undefined;
  }

  /**
   * Waits for a slot; whoever gets one sends at once, and owes a {@link release}.
   *
   * @param priority a whole number; the higher goes first. Default 0
   * @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if the queue is full
   * @throws OptionError if `priority` is not a whole number
   */
  async acquire(call: Waiting, priority = 0): Promise<AdaptiveSample> {
    await this.#bulkhead.acquire(call, priority);
    return this.#adaptive.start(this.#bulkhead.inFlight);
  }

  /** Gives the slot back and says how the attempt went. */
  release(sample: AdaptiveSample, verdict: AdaptiveVerdict): void {
    const previous = this.limit;
    this.#adaptive.settle(sample, verdict);
    const { limit } = this;
    // The limit first: a slot above a lower one must not be handed on.
    if (limit !== previous) this.#bulkhead.setLimit(limit);
    this.#bulkhead.release();
    if (limit !== previous) tell(this.#onLimitChange, limit, previous);
  }

  /**
   * The same slots and the same line, for calls of another priority.
   *
   * @param priority a whole number; the higher goes first. `execute` has 0
   * @throws OptionError if `priority` is not a whole number
   */
  withPriority(priority: number): StandalonePolicy {
    requireInteger('priority', priority, Number.MIN_SAFE_INTEGER);
    return new OfPriority((fn, call) => this.#holdSlot(fn, call, priority), this.clock);
  }

  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return this.#holdSlot(fn, call, 0);
  }

  async #holdSlot<T>(fn: () => Promise<T>, call: Waiting, priority: number): Promise<T> {
    const sample = this.tryAcquire() ?? (await this.acquire(call, priority));
    let verdict: AdaptiveVerdict = 'ignored';
    try {
      if (call.ended !== undefined) throw call.ended;
      const value = await fn();
      verdict = 'ok';
      return value;
    } catch (error) {
      if (call.ended === undefined && !isLocal(error) && this.#saysThrottled(error)) verdict = 'throttled';
      throw error;
    } finally {
      this.release(sample, verdict);
    }
  }

  #saysThrottled(error: unknown): boolean {
    try {
      return this.#isThrottled(error);
    } catch {
      // The caller is to see how the attempt failed, and not how its judge did.
      return false;
    }
  }
}

type Hold = <T>(fn: () => Promise<T>, call: Waiting) => Promise<T>;

class OfPriority extends StandalonePolicy {
  readonly #hold: Hold;

  constructor(hold: Hold, clock: Clock) {
    super(clock);
    this.#hold = hold;
  }

  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return this.#hold(fn, call);
  }
}

function isThrottled(error: unknown): boolean {
  return isEvenkeelError(error) && error.code === 'EVK_THROTTLED';
}
