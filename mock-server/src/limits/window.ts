import type { Quota } from '../hints.ts';
import type { WindowSettings } from '../settings.ts';

/**
 * A fixed window that starts at its first request and ends `windowMs` later.
 * Times are epoch milliseconds and never go back.
 */
export class FixedWindow {
  readonly #settings: WindowSettings;
  #endsMs = Number.NEGATIVE_INFINITY;
  #used = 0;
  #penalised = false;

  constructor(settings: WindowSettings) {
    this.#settings = settings;
  }

  /** Whether `cost` more fits; spends nothing. */
  hasRoom(nowMs: number, cost = 1): boolean {
    return (nowMs >= this.#endsMs ? 0 : this.#used) + cost <= this.#settings.limit;
  }

  /** Counts an admitted request; the first one opens the window. */
  spend(nowMs: number, cost = 1): void {
    if (nowMs >= this.#endsMs) {
      this.#endsMs = nowMs + this.#settings.windowMs;
      this.#used = 0;
      this.#penalised = false;
    }
    this.#used += cost;
  }

  /** Undoes a `spend` at that time, unless its window is over. */
  refund(spentMs: number, cost = 1): void {
    const { windowMs } = this.#settings;
    // After a penalty has moved the window's end, nothing is given back.
    if (!this.#penalised && spentMs < this.#endsMs && spentMs >= this.#endsMs - windowMs) this.#used -= cost;
  }

  /** Notes a request that found no room; the first one starts the contract's penalty. */
  exceed(nowMs: number): void {
    if (this.#penalised || this.#settings.penaltyMs === 0) return;
    this.#penalised = true;
    this.#endsMs = nowMs + this.#settings.penaltyMs;
  }

  quota(nowMs: number): Quota {
    const { limit } = this.#settings;
    if (nowMs >= this.#endsMs) return { limit, remaining: limit, restMs: 0 };
    return { limit, remaining: limit - this.#used, restMs: this.#endsMs - nowMs };
  }
}
