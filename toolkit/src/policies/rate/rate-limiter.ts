import { EvenkeelError, requireInteger } from '../../errors/errors.ts';
import type { Cancel, Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { Waiters } from '../bulkhead/waiters.ts';
import { requireMethods, requireOptions } from '../options.ts';
import { StandalonePolicy } from '../standalone.ts';
import type { RatePermit, RateRule } from './rate-rule.ts';

export interface RateLimiterOptions<P extends RatePermit = RatePermit> {
  /** Says what may be spent when: a TokenBucket, SlidingWindow, FixedWindow, or one of your own. Not to be shared. */
  rule: RateRule<P>;
  /** Calls that may wait for a permit; any more are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}

interface Waiter<P> {
  readonly cost: number;
  /** Set when its turn has come. */
  permit: P | undefined;
}

/**
 * Keeps calls to a rate. Calls above it wait in order of arrival, and none overtakes: a cheap call waits behind a dear
 * one. One timer runs, for the first in line.
 */
export class RateLimiter<P extends RatePermit = RatePermit> extends StandalonePolicy {
  readonly #rule: RateRule<P>;
  readonly #maxQueued: number;
  readonly #waiters = new Waiters<Waiter<P>>();
  #queuedCost = 0;
  #stopTimer: Cancel = () => {};

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: RateLimiterOptions<P>) {
    requireOptions(options, { rule: '', maxQueued: '', clock: '' });
    const what = 'a TokenBucket, a SlidingWindow, a FixedWindow or another rule';
    requireMethods('rule', options.rule, what, 'waitMs', 'spend', 'reconcile');
    super(options.clock);
    this.#rule = options.rule;
    this.#maxQueued = requireInteger('maxQueued', options.maxQueued ?? 1_000, 0);
  }

  get queued(): number {
    return this.#waiters.size;
  }

  /**
   * Takes a permit if there is one now and no call waits for it.
   *
   * @param cost a whole number; default 1
   * @throws OptionError if `cost` is not in the range of what can ever be admitted
   */
  tryAcquire(cost = 1): P | undefined {
    requireInteger('cost', cost, 1, this.#rule.most);
    const nowMs = this.clock.now();
    if (this.#waiters.size > 0 || this.#rule.waitMs(cost, nowMs) > 0) return undefined;
    return this.#rule.spend(cost, nowMs);
  }

  /**
   * Waits for a permit. If the call is not sent after all, the caller owes a {@link reconcile} with 0.
   *
   * @param cost a whole number; default 1
   * @throws EvenkeelError `EVK_RATE_LIMITED` at once if the queue is full, or if the call's deadline is certain to come
   * first; its `retryAfterMs` takes the waiting calls into account
   * @throws OptionError if `cost` is not in the range of what can ever be admitted
   * @internal
   */
  async acquire(call: Waiting, cost = 1): Promise<P> {
    if (call.ended !== undefined) throw call.ended;
    const permit = this.tryAcquire(cost);
    if (permit !== undefined) return permit;
    this.#refuse(call, cost);
    const waiter: Waiter<P> = { cost, permit: undefined };
    this.#queuedCost += cost;
    try {
      const joined = this.#waiters.join(call, waiter);
      if (this.#waiters.size === 1) this.#admit();
      await joined;
    } catch (error) {
      this.#queuedCost -= cost;
      // This may have been the first call in line, and the next one may cost less.
      this.#admit();
      throw error;
    }
    return waiter.permit as P;
  }

  /**
   * Corrects what a call has spent, once its true cost is known: the tokens of its response, say.
   *
   * @param estimated the permit that the call got
   * @param actual a whole number; 0 if the call was not sent
   */
  reconcile(estimated: P, actual: number): void {
    this.#rule.reconcile(estimated, requireInteger('actual', actual, 0), this.clock.now());
    this.#admit();
  }

  #refuse(call: Waiting, cost: number): void {
    const nowMs = this.clock.now();
    const full = this.#waiters.size >= this.#maxQueued;
    // The calls before it may give up, so only its own cost is certain.
    if (!full && nowMs + this.#rule.waitMs(cost, nowMs) <= call.deadlineAtMs) return;
    const inLine = Math.min(this.#queuedCost + cost, this.#rule.most);
    const retryAfterMs = Math.ceil(this.#rule.waitMs(inLine, nowMs));
    const what = full
      ? `${this.#waiters.size} calls wait for the rate limit already.`
      : `The rate limit lets it through after its deadline, in ${retryAfterMs} ms at the earliest.`;
    throw new EvenkeelError('EVK_RATE_LIMITED', what, {
      retryAfterMs,
      advice: 'Send fewer, or call again after retryAfterMs.',
    });
  }

  #admit(): void {
    this.#stopTimer();
    for (let first = this.#waiters.first; first !== undefined; first = this.#waiters.first) {
      const nowMs = this.clock.now();
      const waitMs = this.#rule.waitMs(first.cost, nowMs);
      if (waitMs > 0) {
        // Timers count whole milliseconds and cut off a fraction.
        this.#stopTimer = this.clock.setTimeout(() => this.#admit(), Math.ceil(waitMs));
        return;
      }
      first.permit = this.#rule.spend(first.cost, nowMs);
      this.#queuedCost -= first.cost;
      this.#waiters.releaseFirst();
    }
  }

  /**
   * The same limit and the same line, for calls that cost more than 1: tokens, say.
   *
   * @param cost a whole number: the estimate, which is spent before the call is made
   * @param actual the true cost, by the call's result. If it throws, or returns anything but a whole number of at least
   * 0, the estimate stands. A call that fails costs the estimate. Default: the estimate
   * @throws OptionError if `cost` is not in the range of what can ever be admitted
   */
  withCost<T = unknown>(cost: number, actual?: (result: T) => number): StandalonePolicy {
    return new OfCost(this, requireInteger('cost', cost, 1, this.#rule.most), actual as Actual | undefined, this.clock);
  }

  /** @internal */
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return spend(this, 1, undefined, fn, call);
  }
}

type Actual = (result: unknown) => number;

class OfCost extends StandalonePolicy {
  readonly #limiter: RateLimiter;
  readonly #cost: number;
  readonly #actual: Actual | undefined;

  constructor(limiter: RateLimiter, cost: number, actual: Actual | undefined, clock: Clock) {
    super(clock);
    this.#limiter = limiter;
    this.#cost = cost;
    this.#actual = actual;
  }

  /** @internal */
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    return spend(this.#limiter, this.#cost, this.#actual, fn, call);
  }
}

async function spend<T>(
  limiter: RateLimiter,
  cost: number,
  actual: Actual | undefined,
  fn: () => Promise<T>,
  call: Waiting,
): Promise<T> {
  const permit = await limiter.acquire(call, cost);
  if (call.ended !== undefined) {
    limiter.reconcile(permit, 0);
    throw call.ended;
  }
  const value = await fn();
  const cameTo = actual === undefined ? cost : measured(actual, value);
  if (cameTo !== cost && Number.isInteger(cameTo) && cameTo >= 0) limiter.reconcile(permit, cameTo);
  return value;
}

function measured(actual: Actual, value: unknown): number {
  try {
    return actual(value);
  } catch {
    // The call has succeeded, whatever its cost.
    return Number.NaN;
  }
}
