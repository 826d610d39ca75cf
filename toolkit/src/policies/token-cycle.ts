import type { Waiting } from '../call-scope.ts';
import { type Cancel, type Clock, systemClock } from '../clock.ts';
import { OptionError, requireInteger } from '../errors.ts';
import type { PermitLimiter, RatePermit } from './permit-limiter.ts';
import { Waiters } from './waiters.ts';

export interface TokenCycleOptions {
  /** Requests that the API lets through in any window. */
  limit: number;
  windowMs: number;
  /** Waited on top of the window, since timers and clocks are not exact. Default 3. */
  marginMs?: number;
  /** A request is taken for counted this long after it was sent, if no response has come. Default 1,000. */
  flightMs?: number;
  clock?: Clock;
}

interface CyclePermit extends RatePermit {
  sentAtMs: number;
  /** When its token is free again. */
  dueAtMs: number;
}

/**
 * A rate limiter for a window that can't be seen. There are `limit` tokens; one
 * that was used is free again a window after its request's response. The API
 * counts a request between its sending and its response, so no window of that
 * length sees a token twice, whatever the network's delays.
 */
export class TokenCycle implements PermitLimiter<CyclePermit> {
  readonly #windowMs: number;
  readonly #marginMs: number;
  readonly #flightMs: number;
  readonly #clock: Clock;
  readonly #waiters = new Waiters();
  readonly #used = new Set<CyclePermit>();
  #limit: number;
  #taken = 0;
  #stopTimer: Cancel | undefined;

  /** @throws OptionError if an option is out of its range */
  constructor({ limit, windowMs, marginMs = 3, flightMs = 1_000, clock = systemClock }: TokenCycleOptions) {
    this.#limit = requireInteger('limit', limit, 1);
    for (const [name, value] of Object.entries({ windowMs, marginMs, flightMs })) {
      if (!Number.isFinite(value) || value < 0) throw new OptionError(name, 'give a number of milliseconds.', value);
    }
    this.#windowMs = windowMs;
    this.#marginMs = marginMs;
    this.#flightMs = flightMs;
    this.#clock = clock;
  }

  tryAcquire(): boolean {
    if (this.#waiters.size > 0 || !this.#hasRoom()) return false;
    this.#taken += 1;
    return true;
  }

  async acquire(call: Waiting): Promise<void> {
    if (this.tryAcquire()) return;
    const turn = this.#waiters.join(call);
    this.#arm();
    try {
      await turn;
    } finally {
      // Whoever gave up must leave no timer behind.
      if (this.#waiters.size === 0) this.dispose();
    }
  }

  get mayStillSend(): boolean {
    return true;
  }

  send(): CyclePermit {
    const sentAtMs = this.#clock.now();
    const permit = { sentAtMs, dueAtMs: sentAtMs + this.#flightMs + this.#windowMs + this.#marginMs };
    this.#taken -= 1;
    this.#used.add(permit);
    return permit;
  }

  answered(permit: CyclePermit): void {
    permit.dueAtMs = Math.min(permit.dueAtMs, this.#clock.now() + this.#windowMs + this.#marginMs);
    this.#arm();
  }

  release(permit?: CyclePermit): void {
    if (permit === undefined) this.#taken -= 1;
    this.#admit();
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#admit();
  }

  reset(): void {
    this.#admit();
  }

  dispose(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #hasRoom(): boolean {
    if (this.#taken + this.#used.size < this.#limit) return true;
    const now = this.#clock.now();
    for (const permit of this.#used) if (permit.dueAtMs <= now) this.#used.delete(permit);
    return this.#taken + this.#used.size < this.#limit;
  }

  #admit(): void {
    while (this.#waiters.size > 0 && this.#hasRoom() && this.#waiters.releaseFirst()) this.#taken += 1;
    this.#arm();
  }

  #arm(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#waiters.size === 0) return;
    let dueAtMs = Number.POSITIVE_INFINITY;
    for (const permit of this.#used) dueAtMs = Math.min(dueAtMs, permit.dueAtMs);
    if (dueAtMs === Number.POSITIVE_INFINITY) return;
    this.#stopTimer = this.#clock.setTimeout(() => this.#admit(), dueAtMs - this.#clock.now());
  }
}
