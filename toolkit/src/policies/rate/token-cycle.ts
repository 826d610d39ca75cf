import { requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import { type Demand, type LimitUse, noDemand, type PermitLimiter } from './permit-limiter.ts';
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
 * are free again a window after its response. The API counts a request between its sending and its response, so no window
 * of that length sees a token twice, whatever the network's delays. If a response takes longer than `flightMs`, its token
 * is free again a window after that; `flightMs` bounds how long a request may be on its way.
 *
 * Yields `limit / (windowMs + marginMs + mean round trip)`.
 */
export class TokenCycle implements PermitLimiter<CyclePermit> {
  onRoom: () => void = () => {};
  /** Who waits; see {@link demand}. */
  wanted = noDemand;
  /** When a request was last sent or answered. */
  activeAtMs = 0;
  /** What requests have cost. */
  #spent = 0;
  readonly #ledger: TokenLedger;
  readonly #restMs: number;
  readonly #burst: number;
  readonly #mayUse: (nowMs: number) => boolean;
  readonly #clock: Clock;
  /** How many idle tokens may be used now. */
  #allowance = Number.POSITIVE_INFINITY;
  #allowanceAtMs = 0;
  /** Tokens that have come back while somebody waited for them: they are used again at once, and need no allowance. */
  #saved = 0;
  #wasUsable = true;

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

  get capacity(): number {
    return this.held;
  }

  /** Tokens that were used of late. */
  get inUse(): number {
    return this.#ledger.inUse;
  }

  /** What requests have taken beyond them, and is not paid yet. */
  get owed(): number {
    return this.#ledger.owed;
  }

  /** Tokens whose requests have no answer yet. */
  get unanswered(): number {
    return this.#ledger.unanswered;
  }

  /** Tokens that are free now. */
  get idle(): number {
    this.#collect(this.#clock.now());
    return this.#ledger.free;
  }

  hasRoom(cost = 1): boolean {
    const now = this.#clock.now();
    return this.#isUsable(now) && this.#ledger.free >= cost && this.#untilAllowedMs(now, cost) <= CLOCK_GRAIN_MS;
  }

  roomAtMs(cost: number): number {
    const now = this.#clock.now();
    if (!this.#isUsable(now)) return Number.POSITIVE_INFINITY;
    const { free, nextAtMs } = this.#ledger;
    // What comes back first may be used at once, though others lie idle.
    return free >= cost ? Math.min(nextAtMs, now + this.#untilAllowedMs(now, cost)) : nextAtMs;
  }

  /** What is on its way may be found not to have been taken. */
  untilFreeMs(cost: number, byMs: number): number {
    const now = this.#clock.now();
    this.#collect(now);
    const { balance, unanswered, resting } = this.#ledger;
    let lacking = cost - balance - unanswered;
    let freeAtMs = now;
    for (const [atMs, amount] of resting) {
      if (lacking <= 0) break;
      lacking -= amount;
      freeAtMs = atMs;
    }
    if (lacking > 0) freeAtMs = now + this.#restMs;
    return freeAtMs > byMs ? freeAtMs - now : 0;
  }

  refillMs(cost: number): number {
    return (cost / this.capacity) * this.#restMs;
  }

  demand(demand: Demand): void {
    this.wanted = demand;
    if (!this.#isAwaited) this.#saved = 0;
  }

  send(cost = 1): CyclePermit {
    const now = this.#clock.now();
    const saved = Math.min(cost, this.#saved);
    this.#saved -= saved;
    this.#allowance -= cost - saved;
    this.activeAtMs = now;
    this.#spent += cost;
    return this.#ledger.send(now, cost);
  }

  answered(permit: CyclePermit): void {
    this.activeAtMs = this.#clock.now();
    if (this.#ledger.answered(permit, this.activeAtMs)) this.#tell();
  }

  settle(permit: CyclePermit, cost: number): void {
    const now = this.#clock.now();
    this.#collect(now);
    this.#spent += cost - permit.cost;
    // What comes back was allowed already.
    this.#saved = Math.min(this.#ledger.free, this.#saved + this.#ledger.settle(permit, cost, now));
    this.#tell();
  }

  use(nowMs: number): LimitUse {
    const { unanswered } = this.#ledger;
    let { owed } = this.#ledger;
    let used = unanswered;
    const resting = [...this.#ledger.resting];
    for (const [atMs, amount] of resting) {
      if (atMs > nowMs) used += amount;
      const paid = atMs > nowMs ? 0 : Math.min(owed, amount);
      owed -= paid;
      // What pays rests once more.
      if (paid > 0) resting.push([atMs + this.#restMs, paid]);
    }
    return { used, owed, spent: this.#spent - unanswered };
  }

  /** What is missing beyond what requests of its own have taken was taken by others. */
  observe(permit: CyclePermit, remaining: number): void {
    const now = this.#clock.now();
    this.#collect(now);
    const missing = this.#ledger.freeSince(permit) - remaining;
    const taken = Math.min(missing, this.#ledger.free);
    if (taken > 0) /* seam: others-use */ this.#ledger.answered(this.#ledger.send(now, taken), now);
  }

  /** Tokens that were sent come back by themselves. */
  release(_permit: CyclePermit): void {}

  setLimit(limit: number): void {
    this.#ledger.resize(requireInteger('limit', limit, 0), this.#clock.now());
    this.#tell();
  }

  reset(): void {
    this.#tell();
  }

  /**
   * Adds tokens.
   *
   * @param tokens in how many milliseconds they are free
   */
  grant(tokens: readonly Lump[]): void {
    this.#ledger.grant(tokens, this.#clock.now());
    this.#tell();
  }

  /**
   * Gives up tokens, the free ones first; tokens on their way can't be given up.
   *
   * @returns in how many milliseconds they are free; fewer than `count` if there are not as many
   */
  surrender(count: number): Lump[] {
    const now = this.#clock.now();
    this.#collect(now);
    const given = this.#ledger.surrender(count, now);
    this.#saved = Math.min(this.#saved, this.#ledger.free);
    return given;
  }

  /** Call it when all tokens belong to another process: those on their way do not come back. */
  revoke(): void {
    this.#ledger.revoke();
    this.#saved = 0;
  }

  /** Whether somebody leaves as soon as tokens come back. */
  get #isAwaited(): boolean {
    return this.wanted.next > 0 && !this.wanted.kept;
  }

  #tell(): void {
    if (this.wanted.waiting > 0) this.onRoom();
  }

  /** To ask may take tokens away. What has come back while none could be used has lain idle. */
  #isUsable(now: number): boolean {
    const usable = this.#mayUse(now);
    this.#collect(now, usable && this.#wasUsable);
    this.#wasUsable = usable;
    return usable;
  }

  #collect(now: number, saves = true): void {
    const rested = this.#ledger.collect(now);
    if (!saves) this.#saved = 0;
    else if (this.#isAwaited) this.#saved = Math.min(this.#ledger.free, this.#saved + rested);
  }

  /**
   * How long until so many tokens may be used: those that have lain idle are let go a burst at once. What costs more than
   * a burst waits for a whole one, and what it takes beyond is paid back before the next.
   */
  #untilAllowedMs(now: number, cost: number): number {
    const idle = cost - this.#saved;
    if (this.#burst >= 1 || idle <= 0) return 0;
    const perMs = Math.max(1, this.held) / (this.#restMs * ROUND);
    const most = Math.max(1, this.#burst * this.held);
    this.#allowance = Math.min(most, this.#allowance + (now - this.#allowanceAtMs) * perMs);
    this.#allowanceAtMs = now;
    // A fraction that no clock can tell would be waited for without end.
    const lacking = Math.min(most, idle) - this.#allowance;
    return lacking < 1e-6 ? 0 : lacking / perMs;
  }
}
