import { requireInteger } from '../../errors/errors.ts';
import type { Cancel, Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { CostLine } from './cost-line.ts';
import type { PermitLimiter } from './permit-limiter.ts';
import { resolveTokenCycle, type TokenCycleOptions } from './token-cycle-options.ts';
import { type CyclePermit, type Lump, TokenLedger } from './token-ledger.ts';

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
 * A rate limiter for a window that can't be seen. There are `limit` tokens; a request takes as many as it costs, and they
 * are free again a window after its response. The API counts a request between its sending and its response, so no window of that
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
  #line: CostLine | undefined;
  /** How many idle tokens may be used now. */
  #allowance = Number.POSITIVE_INFINITY;
  /** Tokens that have come back while a call waited that needs more: they are its, and need no allowance. */
  #saved = 0;
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
    return this.#line?.size ?? 0;
  }

  /** What the calls in line cost together. */
  get waitingCost(): number {
    return this.#line?.cost ?? 0;
  }

  /** See CostLine.next. */
  get next(): { cost: number; turn: number } {
    return this.#line?.next ?? { cost: 0, turn: 0 };
  }

  get capacity(): number {
    return this.held;
  }

  tryAcquire(cost = 1): boolean {
    /* seam: behind-those-who-wait */ if (this.waiting > 0) return false;
    const now = this.#clock.now();
    this.#ledger.collect(now);
    return this.#mayUse(now) && this.#takeIdle(now, cost);
  }

  async acquire(call: Waiting, cost = 1): Promise<void> {
    if (this.tryAcquire(cost)) return;
    // #admit() takes the tokens, before it looks at the next call in line.
    this.#line ??= new CostLine();
    const turn = /* seam: waits-for-a-token */ this.#line.join(call, cost);
    this.#arm();
    try {
      await turn;
    } catch (error) {
      // Those behind a call that gave up may need less, and the last one must leave no timer behind.
      this.#admit();
      throw error;
    }
  }

  get mayStillSend(): boolean {
    return this.#ledger.owed === 0 && this.#mayUse(this.#clock.now());
  }

  send(cost = 1): CyclePermit {
    this.#activeAtMs = this.#clock.now();
    const permit = this.#ledger.send(this.#activeAtMs, cost);
    // The waiting calls may wait for this token, and its response may never come.
    this.#arm();
    return permit;
  }

  answered(permit: CyclePermit): void {
    this.#activeAtMs = this.#clock.now();
    if (this.#ledger.answered(permit, this.#activeAtMs)) this.#arm();
  }

  release(permit?: CyclePermit, cost = 1): void {
    // Tokens that were sent come back by themselves.
    if (permit === undefined) this.#admit(this.#ledger.putBack(cost));
  }

  setLimit(limit: number): void {
    this.#ledger.resize(requireInteger('limit', limit, 0), this.#clock.now());
    this.#admit();
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
   * @param tokens in how many milliseconds they are free
   */
  grant(tokens: readonly Lump[]): void {
    this.#ledger.grant(tokens, this.#clock.now());
    this.#admit();
  }

  /**
   * Gives up tokens, the free ones first; tokens on their way can't be given up.
   *
   * @returns in how many milliseconds they are free; fewer than `count` if there are not as many
   */
  surrender(count: number): Lump[] {
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

  /** Takes tokens that have lain idle, if the burst allows it. */
  #takeIdle(now: number, cost: number): boolean {
    if (this.#ledger.free < cost || !this.#allows(now, cost)) return false;
    this.#allowance -= cost;
    return this.#ledger.take(cost);
  }

  #allows(now: number, cost: number): boolean {
    return this.#burst >= 1 || this.#untilAllowedMs(now, cost) <= CLOCK_GRAIN_MS;
  }

  /** What costs more than a burst waits for a whole one, and what it takes beyond is paid back before the next. */
  #untilAllowedMs(now: number, cost: number): number {
    const perMs = Math.max(1, this.held) / (this.#restMs * ROUND);
    const most = Math.max(1, this.#burst * this.held);
    this.#allowance = Math.min(most, this.#allowance + (now - this.#allowanceAtMs) * perMs);
    this.#allowanceAtMs = now;
    // A fraction that no clock can tell would be waited for without end.
    const lacking = Math.min(most, cost) - this.#allowance;
    return lacking < 1e-6 ? 0 : lacking / perMs;
  }

  /**
   * @param back tokens that come back unsent; with those that have just rested they go to the next calls in line at
   * once
   */
  #admit(back = 0): void {
    const now = this.#clock.now();
    const rested = this.#ledger.collect(now);
    this.#saved = Math.min(this.#ledger.free, this.#saved + back + rested);
    const mayUse = this.#mayUse(now);
    while (mayUse && this.waiting > 0) {
      const cost = this.#line?.first ?? 0;
      const idle = Math.max(0, cost - this.#saved);
      if (this.#ledger.free < cost || (idle > 0 && !this.#allows(now, idle))) break;
      this.#allowance -= idle;
      this.#saved -= cost - idle;
      this.#ledger.take(cost);
      this.#line?.releaseFirst();
    }
    if (!mayUse || this.waiting === 0) this.#saved = 0;
    this.#arm();
  }

  /** Sets one timer, for the tokens that are free first; none while no call waits. */
  #arm(): void {
    if (this.waiting === 0) {
      this.dispose();
      return;
    }
    const now = this.#clock.now();
    const cost = this.#line?.first ?? 0;
    const isIdle = this.#ledger.free >= cost && this.#mayUse(now);
    const idleAtMs = isIdle ? now + this.#untilAllowedMs(now, cost - this.#saved) : Number.POSITIVE_INFINITY;
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
