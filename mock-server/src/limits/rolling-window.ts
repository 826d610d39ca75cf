import type { Quota } from '../dialect/quota.ts';
import type { WindowSettings } from '../settings.ts';
import type { Meter } from './meter.ts';

interface Spent {
  atMs: number;
  cost: number;
}

/** No stretch of the window's length may see more than the limit, wherever it begins. */
export class RollingWindow implements Meter {
  readonly #settings: WindowSettings;
  /** In the order of time. */
  #spent: Spent[] = [];
  #used = 0;
  #blockedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(settings: WindowSettings) {
    this.#settings = settings;
  }

  hasRoom(nowMs: number, cost = 1): boolean {
    this.#forget(nowMs);
    return nowMs >= this.#blockedUntilMs && this.#used + cost <= this.#settings.amount;
  }

  spend(nowMs: number, cost = 1): void {
    this.#spent.push({ atMs: nowMs, cost });
    this.#used += cost;
  }

  refund(spentMs: number, cost = 1): void {
    const at = this.#spent.findIndex((spent) => spent.atMs === spentMs && spent.cost === cost);
    if (at === -1) return;
    this.#spent.splice(at, 1);
    this.#used -= cost;
  }

  exceed(nowMs: number): void {
    if (nowMs >= this.#blockedUntilMs) this.#blockedUntilMs = nowMs + this.#settings.penaltyMs;
  }

  /** The rest lasts until one more fits, or, where some is left, until all does. */
  quota(nowMs: number): Quota {
    this.#forget(nowMs);
    const { unit, amount, windowMs } = this.#settings;
    const blockedMs = Math.max(0, this.#blockedUntilMs - nowMs);
    const remaining = blockedMs > 0 ? 0 : amount - this.#used;
    const counted = remaining > 0 ? this.#spent.at(-1) : this.#spent[0];
    const restMs = counted === undefined ? 0 : counted.atMs + windowMs - nowMs;
    return { unit, limit: amount, remaining, restMs: Math.max(restMs, blockedMs), windowMs };
  }

  #forget(nowMs: number): void {
    const from = this.#spent.findIndex(({ atMs }) => atMs + this.#settings.windowMs > nowMs);
    const over = from === -1 ? this.#spent : this.#spent.slice(0, from);
    if (over.length === 0) return;
    for (const { cost } of over) this.#used -= cost;
    this.#spent = this.#spent.slice(over.length);
  }
}
