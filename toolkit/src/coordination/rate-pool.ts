import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { BURST, type CyclePermit, TokenCycle } from '../policies/rate/token-cycle.ts';
import type { Waiting } from '../time/wait-scope.ts';
import type { SharedRateOptions } from './coordinator.ts';
import type { Ground, SharePool } from './pool.ts';

/**
 * After so long without a call none is expected: then also the tokens that rest
 * are others' to use, which have one left by the time they do.
 */
const QUIET_MS = 250;

/** A member's part of a shared window: tokens that go round. */
export class RatePool implements SharePool, PermitLimiter<CyclePermit> {
  readonly name: string;
  readonly cycleMs: number;
  protected readonly ground: Ground;
  protected readonly quietMs: number = QUIET_MS;
  readonly #tokens: TokenCycle;
  #total: number;
  #activeAtMs = 0;

  constructor(
    name: string,
    { limit, windowMs, marginMs = 3, flightMs = 1_000, burst = BURST }: SharedRateOptions,
    ground: Ground,
  ) {
    this.name = name;
    this.cycleMs = windowMs + marginMs + flightMs;
    this.ground = ground;
    this.#total = limit;
    const { clock, usable: mayUse } = ground;
    this.#tokens = new TokenCycle({ limit: 0, windowMs, marginMs, flightMs, burst, mayUse, clock });
  }

  get total(): number {
    return this.#total;
  }

  get held(): number {
    return this.#tokens.held;
  }

  get want(): number {
    return this.#quiet ? 0 : Math.min(this.#total, this.#tokens.inUse + this.#tokens.waiting);
  }

  get idle(): number {
    if (this.#quiet) return this.held;
    return this.#tokens.waiting > 0 ? 0 : this.#tokens.idle;
  }

  get #quiet(): boolean {
    return this.#tokens.active === 0 && this.ground.clock.now() - this.#activeAtMs >= this.quietMs;
  }

  tryAcquire(): boolean {
    return this.#tokens.tryAcquire();
  }

  acquire(call: Waiting): Promise<void> {
    const turn = this.#tokens.acquire(call);
    this.ground.onShort(this);
    return turn;
  }

  get mayStillSend(): boolean {
    return this.#tokens.mayStillSend;
  }

  send(): CyclePermit {
    this.#activeAtMs = this.ground.clock.now();
    return this.#tokens.send();
  }

  answered(permit: CyclePermit): void {
    this.#activeAtMs = this.ground.clock.now();
    this.#tokens.answered(permit);
  }

  release(permit?: CyclePermit): void {
    this.#tokens.release(permit);
  }

  /** Of the window, for all members together. */
  setLimit(limit: number): void {
    this.#total = limit;
    this.ground.onShort(this);
  }

  reset(): void {
    this.wake();
  }

  grant(readyInMs: readonly number[]): void {
    this.#tokens.add(readyInMs);
  }

  surrender(count: number): number[] {
    return this.#tokens.surrender(count);
  }

  revoke(): void {
    this.#tokens.revoke();
  }

  wake(): void {
    this.#tokens.reset();
  }

  dispose(): void {
    this.#tokens.dispose();
  }
}
