import type { Waiting } from '../call-scope.ts';
import type { Cancel, Clock } from '../clock.ts';
import { EvenkeelError, requireInteger } from '../errors.ts';
import type { RatePermit, RateRule } from './rate-rule.ts';
import { StandalonePolicy } from './standalone.ts';
import { Waiters } from './waiters.ts';

export interface RateLimiterOptions<P extends RatePermit = RatePermit> {
  /** What may be spent when: a TokenBucket, SlidingWindow, FixedWindow, or one of your own. Not to be shared. */
  rule: RateRule<P>;
  /** Calls that may wait for a permit; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}

interface Waiter<P> {
  readonly cost: number;
  /** Set when its turn has come. */
  permit: P | undefined;
}

/**
 * Keeps calls to a rate. Those above it wait in order of arrival, and nobody
 * overtakes: a cheap call waits behind a dear one. One timer runs, for the
 * first in line.
 */
export class RateLimiter<P extends RatePermit = RatePermit> extends StandalonePolicy {
  readonly #rule: RateRule<P>;
  readonly #maxQueued: number;
  readonly #waiters = new Waiters<Waiter<P>>();
  #queuedCost = 0;
  #stopTimer: Cancel = () => {};

  /** @throws OptionError if `maxQueued` is not a whole number of at least 0 */
  constructor(options: RateLimiterOptions<P>) {
    super(options.clock);
    this.#rule = options.rule;
    this.#maxQueued = requireInteger('maxQueued', options.maxQueued ?? 1_000, 0);
  }

  get queued(): number {
    return this.#waiters.size;
  }

  /**
   * Takes a permit if there is one now and nobody waits for it.
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
   * Waits for a permit. Whoever does not send after all owes a {@link reconcile} with 0.
   *
   * @param cost a whole number; default 1
   * @throws EvenkeelError `EVK_RATE_LIMITED` at once if the queue is full, or if the call's deadline comes first for
   * certain; with `retryAfterMs`, which takes those who wait into account
   * @throws OptionError if `cost` is not in the range of what can ever be admitted
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
      // It may have been the first: the next one may cost less.
      this.#admit();
      throw error;
    }
    return waiter.permit as P;
  }

  /**
   * Corrects what a call has spent, once that is known: the tokens of its response, say.
   *
   * @param estimated the permit that it got
   * @param actual a whole number; 0 if it was not sent
   */
  reconcile(estimated: P, actual: number): void {
    this.#rule.reconcile(estimated, requireInteger('actual', actual, 0), this.clock.now());
    this.#admit();
  }

  #refuse(call: Waiting, cost: number): void {
    const nowMs = this.clock.now();
    const full = this.#waiters.size >= this.#maxQueued;
    // Those before it may give up, so only its own cost is certain.
    if (!full && nowMs + this.#rule.waitMs(cost, nowMs) <= call.deadlineAtMs) return;
    const inLine = Math.min(this.#queuedCost + cost, this.#rule.most);
    const retryAfterMs = Math.ceil(this.#rule.waitMs(inLine, nowMs));
    const what = full
      ? `${this.#waiters.size} calls wait for the rate limit already.`
      : `The rate limit lets it through after its deadline, in ${retryAfterMs} ms at the earliest.`;
    throw new EvenkeelError('EVK_RATE_LIMITED', what, { retryAfterMs });
  }

  #admit(): void {
    this.#stopTimer();
    for (let first = this.#waiters.first; first !== undefined; first = this.#waiters.first) {
      const nowMs = this.clock.now();
      const waitMs = this.#rule.waitMs(first.cost, nowMs);
      if (waitMs > 0) {
        // Timers count whole milliseconds, and cut off what is left of one.
        this.#stopTimer = this.clock.setTimeout(() => this.#admit(), Math.ceil(waitMs));
        return;
      }
      first.permit = this.#rule.spend(first.cost, nowMs);
      this.#queuedCost -= first.cost;
      this.#waiters.releaseFirst();
    }
  }

  protected async guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    const permit = await this.acquire(call);
    if (call.ended !== undefined) {
      this.reconcile(permit, 0);
      throw call.ended;
    }
    return fn();
  }
}
