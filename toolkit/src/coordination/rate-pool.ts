import { BURST, TokenCycle } from '../policies/rate/token-cycle.ts';
import type { Waiting } from '../time/wait-scope.ts';
import type { SharedRateOptions } from './coordinator.ts';
import type { PoolHost, SharePool } from './pool.ts';

/** After this long without a call, none is expected: others may then have all tokens, even those that still rest. */
const QUIET_MS = 250;

/** A member's part of a shared window: tokens that are used again and again. */
export class RatePool extends TokenCycle implements SharePool {
  readonly name: string;
  readonly cycleMs: number;
  protected readonly host: PoolHost;
  protected readonly quietMs: number = QUIET_MS;
  #total: number;

  constructor(
    name: string,
    { limit, windowMs, marginMs = 3, flightMs = 1_000, burst = BURST }: SharedRateOptions,
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

  get want(): number {
    return this.#quiet ? 0 : Math.min(this.#total, this.inUse + this.waitingCost);
  }

  get spare(): number {
    if (this.#quiet) return this.held;
    return this.waiting > 0 ? 0 : this.idle;
  }

  get #quiet(): boolean {
    return this.active === 0 && this.host.clock.now() - this.activeAtMs >= this.quietMs;
  }

  override get capacity(): number {
    return this.#total;
  }

  override acquire(call: Waiting, cost?: number): Promise<void> {
    const turn = super.acquire(call, cost);
    this.host.onShort(this);
    return turn;
  }

  wake(): void {
    this.reset();
  }

  /** Sets the window's limit for all members together. */
  override setLimit(limit: number): void {
    this.#total = limit;
    this.host.onShort(this);
  }
}
