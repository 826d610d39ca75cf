import { requireInteger } from '../../errors/errors.ts';
import type { Cancel, Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { Waiters } from '../bulkhead/waiters.ts';
import type { PermitLimiter } from './permit-limiter.ts';
import { resolveTokenCycle, type TokenCycleOptions } from './token-cycle-options.ts';
import { type CyclePermit, TokenLedger } from './token-ledger.ts';

/** The share of an API's limit that a client sends at once after a quiet time. */
export const BURST = 0.05;
/**
 * Idle tokens are spread over a little more than a token's rest: each comes round later by its request's round trip,
 * and the end of the line must meet its beginning without a hole.
 */
const ROUND = 1.15;
/** A time nearer than this counts as now: no timer can wait for so little. */
const CLOCK_GRAIN_MS = 0.001;

/**
 * A rate limiter for a window that can't be seen. There are `limit` tokens; a used token is free again a window after
 * the response to its request. The API counts a request between its sending and its response, so no window of that
 * length sees a token twice, whatever the network's delays. If a response takes longer than `flightMs`, its token is
 * free again a window after that; `flightMs` bounds how long a request may be on its way.
 *
 * Yields `limit / (windowMs + marginMs + mean round trip)`.
 */
export class TokenCycle implements PermitLimiter<CyclePermit> {
  readonly #ledger: TokenLedger;
  readonly #restMs: number;
  readonly #burst: number;
  readonly #mayUse: (nowMs: number) => boolean;
  readonly #clock: Clock;
  /** Made when a call waits for the first time. */
  #waiters: Waiters | undefined;
  /**
   * When each token that went with a lower limit would be free again, ascending: a higher limit brings these back
   * first.
   */
  #gone: number[] = [];
  /** How many idle tokens may be used now. */
  #allowance = Number.POSITIVE_INFINITY;
  #allowanceAtMs = 0;
  #activeAtMs = 0;
  #stopTimer: Cancel | undefined;
  #timerDueAtMs = 0;

  /** @throws OptionError if an option is out of its range */
  constructor(options: TokenCycleOptions) {
    const { limit, windowMs, marginMs, flightMs, burst, clock } = resolveTokenCycle(options);
    this.#restMs = windowMs + marginMs;
    this.#ledger = new TokenLedger(limit, this.#restMs, flightMs);
    this.#burst = burst;
    this.#mayUse = options.mayUse ?? (() => true);
    this.#clock = clock;
  }

  /** All tokens, wherever they are. */
  get held(): number {
    return this.#ledger.held;
  }

  /** Tokens that were used of late, or are about to be. */
  get inUse(): number {
    return this.#ledger.inUse;
  }

  /** Calls that have a token but no answer yet, or wait for a token. */
  get active(): number {
    return this.#ledger.unanswered + this.waiting;
  }

  /** When a request was last sent or answered. */
  get activeAtMs(): number {
    return this.#activeAtMs;
  }

  /** Tokens that are free now. */
  get idle(): number {
    this.#ledger.collect(this.#clock.now());
    return this.#ledger.free;
  }

  get waiting(): number {
    return this.#waiters?.size ?? 0;
  }

  tryAcquire(): boolean {
    if (this.waiting > 0) return false;
    const now = this.#clock.now();
    this.#ledger.collect(now);
    return this.#mayUse(now) && this.#takeIdle(now);
  }

  async acquire(call: Waiting): Promise<void> {
    if (this.tryAcquire()) return;
    // #admit() takes the token, before it looks at the next call in line.
    this.#waiters ??= new Waiters();
    const turn = /* seam: waits-for-a-token */ this.#waiters.join(call);
    this.#arm();
    try {
      await turn;
    } finally {
      // A call that gave up must leave no timer behind.
      if (this.waiting === 0) this.dispose();
    }
  }

  get mayStillSend(): boolean {
    return this.#ledger.owed === 0 && this.#mayUse(this.#clock.now());
  }

  send(): CyclePermit {
    this.#activeAtMs = this.#clock.now();
    const permit = this.#ledger.send(this.#activeAtMs);
    // The waiting calls may wait for this token, and its response may never come.
    this.#arm();
    return permit;
  }

  answered(permit: CyclePermit): void {
    this.#activeAtMs = this.#clock.now();
    if (this.#ledger.answered(permit, this.#activeAtMs)) this.#arm();
  }

  release(permit?: CyclePermit): void {
    // A token that was sent comes back by itself.
    if (permit === undefined) this.#admit(this.#ledger.putBack());
  }

  setLimit(limit: number): void {
    const change = requireInteger('limit', limit, 0) - this.held;
    const now = this.#clock.now();
    if (change >= 0) {
      // The tokens that are free last come back first: that errs on the late side.
      const back = this.#gone.splice(Math.max(0, this.#gone.length - Math.max(0, change - this.#ledger.owed)));
      this.grant([...new Array<number>(change - back.length).fill(0), ...back.map((at) => at - now)]);
      return;
    }
    const went = this.surrender(-change);
    this.#ledger.owe(-change - went.length);
    const gone = [...this.#gone.filter((at) => at > now), ...went.map((afterMs) => now + afterMs)];
    this.#gone = gone.sort((a, b) => a - b);
  }

  reset(): void {
    this.#admit();
  }

  dispose(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /**
   * Adds tokens.
   *
   * @param readyInMs in how many milliseconds each is free
   */
  grant(readyInMs: readonly number[]): void {
    this.#ledger.grant(readyInMs, this.#clock.now());
    this.#admit();
  }

  /**
   * Gives up tokens, the free ones first; tokens on their way can't be given up.
   *
   * @returns in how many milliseconds each is free; fewer than `count` if there are not as many
   */
  surrender(count: number): number[] {
    const now = this.#clock.now();
    this.#ledger.collect(now);
    return this.#ledger.surrender(count, now);
  }

  /**
   * Call it when all tokens belong to another process. Tokens given out must not be sent, and tokens on their way do
   * not come back.
   */
  revoke(): void {
    this.#ledger.revoke();
    this.dispose();
  }

  /** Takes a token that has lain idle, if the burst allows it. */
  #takeIdle(now: number): boolean {
    if (this.#burst < 1 && this.#untilAllowedMs(now) > CLOCK_GRAIN_MS) return false;
    if (!this.#ledger.take()) return false;
    this.#allowance -= 1;
    return true;
  }

  #untilAllowedMs(now: number): number {
    const perMs = Math.max(1, this.held) / (this.#restMs * ROUND);
    const most = Math.max(1, this.#burst * this.held);
    this.#allowance = Math.min(most, this.#allowance + (now - this.#allowanceAtMs) * perMs);
    this.#allowanceAtMs = now;
    // A fraction that no clock can tell would be waited for without end.
    const lacking = 1 - this.#allowance;
    return lacking < 1e-6 ? 0 : lacking / perMs;
  }

  /**
   * @param back tokens that come back unsent; with those that have just rested they go to the next calls in line at
   * once
   */
  #admit(back = 0): void {
    const now = this.#clock.now();
    let moving = back + this.#ledger.collect(now);
    while (this.waiting > 0 && this.#mayUse(now)) {
      const taken = moving > 0 ? this.#ledger.take() : this.#takeIdle(now);
      if (!taken) break;
      moving -= 1;
      this.#waiters?.releaseFirst();
    }
    this.#arm();
  }

  /** Sets one timer, for the token that is free first; none while no call waits. */
  #arm(): void {
    if (this.waiting === 0) {
      this.dispose();
      return;
    }
    const now = this.#clock.now();
    const isIdle = this.#ledger.free > 0 && this.#mayUse(now);
    const idleAtMs = isIdle ? now + this.#untilAllowedMs(now) : Number.POSITIVE_INFINITY;
    const dueAtMs = Math.min(this.#ledger.nextAtMs, idleAtMs);
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
