import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Cancel, type Clock, systemClock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { Waiters } from '../bulkhead/waiters.ts';
import type { AttemptPermit, PermitLimiter } from './permit-limiter.ts';

/** What clients let go at once after a quiet time, of what the API would let through. */
export const BURST = 0.05;
/**
 * Idle tokens are spread over somewhat more than they rest: one comes round later, by its request's round trip, and
 * where the end of the line meets its beginning there is to be no hole.
 */
const ROUND = 1.15;

/** What is nearer than this is now: a timer cannot be told to wait for so little. */
const CLOCK_GRAIN_MS = 0.001;

export interface TokenCycleOptions {
  /** Requests that the API lets through in any window. */
  limit: number;
  windowMs: number;
  /** Waited on top of the window, since timers and clocks are not exact. Default 3. */
  marginMs?: number;
  /** A request is taken for counted this long after it was sent, if no response has come. Default 1,000. */
  flightMs?: number;
  /**
   * How many of the tokens that lie idle may be used at once, as a share of all; the others follow evenly over the
   * window, so that what comes together after a quiet time does not stay together for good. Default 1: all.
   */
  burst?: number;
  /** Whether tokens may be used at all; when that changes, `reset()` lets those who wait look again. Default: always. */
  mayUse?: () => boolean;
  clock?: Clock;
}

export interface CyclePermit extends AttemptPermit {
  readonly sentAtMs: number;
}

/**
 * A rate limiter for a window that can't be seen. There are `limit` tokens; one
 * that was used is free again a window after its request's response. The API
 * counts a request between its sending and its response, so no window of that
 * length sees a token twice, whatever the network's delays. One whose response
 * takes longer is free again a window after `flightMs`, which bounds how long a
 * request may be on its way.
 *
 * Yields `limit / (windowMs + marginMs + mean round trip)`.
 */
export class TokenCycle implements PermitLimiter<CyclePermit> {
  readonly #restMs: number;
  readonly #flightMs: number;
  readonly #burst: number;
  readonly #mayUse: () => boolean;
  readonly #clock: Clock;
  readonly #waiters = new Waiters();
  /** Tokens whose requests have no response yet, in the order in which they were sent. */
  readonly #flying = new Set<CyclePermit>();
  /** When the tokens that were used are free again, ascending. */
  readonly #resting: number[] = [];
  #free: number;
  /** Given out, and not sent yet. */
  #taken = 0;
  /** Tokens that are to go as soon as they are free, or were taken when they went. */
  #owed = 0;
  /** When those are free again that went with a lower limit: a higher one brings them back first, ascending. */
  #gone: number[] = [];
  /** How many idle tokens may be used now. */
  #allowance = Number.POSITIVE_INFINITY;
  #allowanceAtMs = 0;
  #stopTimer: Cancel | undefined;
  #timerDueAtMs = 0;

  /** @throws OptionError if an option is out of its range */
  constructor(options: TokenCycleOptions) {
    const {
      limit,
      windowMs,
      marginMs = 3,
      flightMs = 1_000,
      burst = 1,
      mayUse = () => true,
      clock = systemClock,
    } = options;
    this.#free = requireInteger('limit', limit, 0);
    for (const [name, value] of Object.entries({ windowMs, marginMs, flightMs })) {
      if (!Number.isFinite(value) || value < 0) throw new OptionError(name, 'give a number of milliseconds.', value);
    }
    this.#restMs = windowMs + marginMs;
    this.#flightMs = flightMs;
    if (!(burst > 0 && burst <= 1)) throw new OptionError('burst', 'give a share above 0, and at most 1.', burst);
    this.#burst = burst;
    this.#mayUse = mayUse;
    this.#clock = clock;
  }

  /** All tokens, wherever they are. */
  get held(): number {
    return this.#free + this.inUse - this.#owed;
  }

  /** Those that were used of late, or are about to be. */
  get inUse(): number {
    return this.#taken + this.#flying.size + this.#resting.length;
  }

  /** Calls that have a token and no answer yet, or wait for one. */
  get active(): number {
    return this.#taken + this.#flying.size + this.#waiters.size;
  }

  /** Those that could be used at once. */
  get idle(): number {
    this.#collect();
    return this.#free;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  tryAcquire(): boolean {
    if (this.#waiters.size > 0) return false;
    this.#collect();
    return this.#mayUse() && this.#takeIdle();
  }

  async acquire(call: Waiting): Promise<void> {
    if (this.tryAcquire()) return;
    // The token is taken by #admit(), before it looks at the next in line.
    const turn = /* seam: waits-for-a-token */ this.#waiters.join(call);
    this.#arm();
    try {
      await turn;
    } finally {
      // Whoever gave up must leave no timer behind.
      if (this.#waiters.size === 0) this.dispose();
    }
  }

  get mayStillSend(): boolean {
    return this.#owed === 0 && this.#mayUse();
  }

  send(): CyclePermit {
    const permit = { sentAtMs: this.#clock.now() };
    this.#taken -= 1;
    this.#flying.add(permit);
    // Those who wait may wait for this one, and its response may never come.
    this.#arm();
    return permit;
  }

  answered(permit: CyclePermit): void {
    if (!this.#flying.delete(permit)) return;
    this.#rest(Math.min(this.#clock.now(), permit.sentAtMs + this.#flightMs) + this.#restMs);
    this.#arm();
  }

  release(permit?: CyclePermit): void {
    // One that was sent comes back by itself.
    if (permit !== undefined) return;
    this.#taken -= 1;
    this.#admit(this.#giveFree(1));
  }

  setLimit(limit: number): void {
    const change = requireInteger('limit', limit, 0) - this.held;
    const now = this.#clock.now();
    if (change >= 0) {
      // The latest ones: that errs on the late side.
      const back = this.#gone.splice(Math.max(0, this.#gone.length - Math.max(0, change - this.#owed)));
      this.add([...new Array<number>(change - back.length).fill(0), ...back.map((at) => at - now)]);
      return;
    }
    const went = this.surrender(-change);
    this.#owed -= change + went.length;
    this.#gone = [...this.#gone.filter((at) => at > now), ...went.map((afterMs) => now + afterMs)].sort(
      (a, b) => a - b,
    );
  }

  reset(): void {
    this.#admit();
  }

  dispose(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Further tokens: in how many milliseconds each is free. */
  add(readyInMs: readonly number[]): void {
    const now = this.#clock.now();
    for (const afterMs of readyInMs) {
      // One that is not free yet pays no debt either: what was taken could leave at once in its place.
      if (afterMs > 0) this.#rest(now + afterMs);
      else this.#giveFree(1);
    }
    this.#admit();
  }

  /**
   * Gives up tokens, the free ones first; those on their way can't be.
   *
   * @returns in how many milliseconds each is free; fewer than `count` where there are not as many
   */
  surrender(count: number): number[] {
    this.#collect();
    const free = Math.min(count, this.#free);
    this.#free -= free;
    const now = this.#clock.now();
    const resting = this.#resting.splice(0, count - free).map((at) => at - now);
    return [...new Array<number>(free).fill(0), ...resting];
  }

  /** All tokens are somebody else's. What was given out must not be sent, and what is on its way does not come back. */
  revoke(): void {
    this.#free = 0;
    this.#owed = this.#taken;
    this.#resting.length = 0;
    this.#flying.clear();
    this.dispose();
  }

  #take(): boolean {
    if (this.#free <= 0) return false;
    this.#free -= 1;
    this.#taken += 1;
    return true;
  }

  /** One that has lain idle. */
  #takeIdle(): boolean {
    if (this.#burst < 1 && this.#untilAllowedMs() > CLOCK_GRAIN_MS) return false;
    if (!this.#take()) return false;
    this.#allowance -= 1;
    return true;
  }

  #untilAllowedMs(): number {
    const now = this.#clock.now();
    const perMs = Math.max(1, this.held) / (this.#restMs * ROUND);
    const most = Math.max(1, this.#burst * this.held);
    this.#allowance = Math.min(most, this.#allowance + (now - this.#allowanceAtMs) * perMs);
    this.#allowanceAtMs = now;
    // A fraction that no clock can tell would be waited for without end.
    const lacking = 1 - this.#allowance;
    return lacking < 1e-6 ? 0 : lacking / perMs;
  }

  /**
   * Sets free what has rested long enough.
   *
   * @returns how many
   */
  #collect(): number {
    const now = this.#clock.now();
    for (const permit of this.#flying) {
      const countedAtMs = permit.sentAtMs + this.#flightMs;
      if (countedAtMs > now) break;
      this.#flying.delete(permit);
      this.#rest(countedAtMs + this.#restMs);
    }
    let due = 0;
    while (due < this.#resting.length && (this.#resting[due] as number) <= now) due += 1;
    if (due === 0) return 0;
    this.#resting.splice(0, due);
    return this.#giveFree(due);
  }

  /** @returns how many are left after what was owed */
  #giveFree(count: number): number {
    const paid = Math.min(count, this.#owed);
    this.#owed -= paid;
    this.#free += count - paid;
    return count - paid;
  }

  #rest(untilMs: number): void {
    let at = this.#resting.length;
    while (at > 0 && (this.#resting[at - 1] as number) > untilMs) at -= 1;
    this.#resting.splice(at, 0, untilMs);
  }

  /** @param back tokens that were not sent; with those that have just rested they go on to the next in line at once */
  #admit(back = 0): void {
    let moving = back + this.#collect();
    while (this.#waiters.size > 0 && this.#mayUse()) {
      const taken = moving > 0 ? this.#take() : this.#takeIdle();
      if (!taken) break;
      moving -= 1;
      this.#waiters.releaseFirst();
    }
    this.#arm();
  }

  /** One timer, for the token that is free first; none while nobody waits. */
  #arm(): void {
    if (this.#waiters.size === 0) {
      this.dispose();
      return;
    }
    const [lost] = this.#flying;
    const dueAtMs = Math.min(
      this.#resting[0] ?? Number.POSITIVE_INFINITY,
      lost === undefined ? Number.POSITIVE_INFINITY : lost.sentAtMs + this.#flightMs + this.#restMs,
      this.#free > 0 && this.#mayUse() ? this.#clock.now() + this.#untilAllowedMs() : Number.POSITIVE_INFINITY,
    );
    if (this.#stopTimer !== undefined && this.#timerDueAtMs === dueAtMs) return;
    this.dispose();
    if (dueAtMs === Number.POSITIVE_INFINITY) return;
    this.#timerDueAtMs = dueAtMs;
    this.#stopTimer = this.#clock.setTimeout(() => {
      this.#stopTimer = undefined;
      this.#admit();
    }, dueAtMs - this.#clock.now());
  }
}
