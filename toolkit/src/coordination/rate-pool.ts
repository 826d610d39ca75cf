import type { Demand } from '../policies/rate/permit-limiter.ts';
import { BURST, TokenCycle } from '../policies/rate/token-cycle.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from '../policies/rate/token-cycle-options.ts';
import type { SharedRateOptions } from './coordinator.ts';
import type { PoolHost, SharePool } from './pool.ts';

/** After this long without a call, none is expected: others may then have all tokens, even those that still rest. */
const QUIET_MS = 250;

/** By then the others have been asked, and have answered. */
const ASKS_MS = 2_000;

/** A member's part of a shared window: tokens that are used again and again. */
export class RatePool extends TokenCycle implements SharePool {
  readonly name: string;
  readonly cycleMs: number;
  protected readonly host: PoolHost;
  protected readonly quietMs: number = QUIET_MS;
  #total: number;
  #asksSinceMs = 0;

  constructor(
    name: string,
    { limit, windowMs, marginMs = DEFAULT_MARGIN_MS, flightMs = DEFAULT_FLIGHT_MS, burst = BURST }: SharedRateOptions,
    host: PoolHost,
  ) {
    const { clock, usable } = host;
    super({ limit: 0, windowMs, marginMs, flightMs, burst, mayUse: usable, clock });
    this.name = name;
    this.cycleMs = windowMs + marginMs + flightMs;
    this.host = host;
    this.#total = limit;
  }

  get total(): number {
    return this.#total;
  }

  override get capacity(): number {
    return this.#total;
  }

  get want(): number {
    return this.#quiet ? 0 : Math.min(this.#total, this.inUse + this.owed + this.wanted.cost);
  }

  get spare(): number {
    if (this.#quiet) return this.held;
    return this.wanted.waiting > 0 ? 0 : this.idle;
  }

  get next(): { cost: number; turn: number } {
    return { cost: this.wanted.next, turn: this.wanted.turn };
  }

  get #quiet(): boolean {
    const active = this.unanswered > 0 || this.wanted.waiting > 0;
    return !active && this.host.clock.now() - this.activeAtMs >= this.quietMs;
  }

  /** Others may give up some at once; who has asked them for long enough counts on its own part. */
  override untilFreeMs(cost: number, byMs: number): number {
    const asks = this.wanted.waiting > 0 && this.host.clock.now() >= this.#asksSinceMs + ASKS_MS;
    return asks ? super.untilFreeMs(cost, byMs) : 0;
  }

  override demand(demand: Demand): void {
    const more = demand.cost > this.wanted.cost;
    if (this.wanted.waiting === 0) this.#asksSinceMs = this.host.clock.now();
    super.demand(demand);
    if (more) this.host.onShort(this);
  }

  wake(): void {
    this.reset();
  }

  /** Sets the window's limit for all members together. */
  override setLimit(limit: number): void {
    this.#total = limit;
    this.host.onShort(this);
  }

  dispose(): void {}
}
