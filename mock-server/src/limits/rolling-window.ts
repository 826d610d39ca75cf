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

  settle(spentMs: number, _nowMs: number, cost: number, truth: number): void {
    const at = this.#spent.findLastIndex((spent) => spent.atMs === spentMs && spent.cost === cost);
    if (at === -1) return;
    this.#spent.splice(at, 1, ...(truth > 0 ? [{ atMs: spentMs, cost: truth }] : []));
    this.#used += truth - cost;
  }

  exceed(nowMs: number): void {
    if (nowMs >= this.#blockedUntilMs) this.#blockedUntilMs = nowMs + this.#settings.penaltyMs;
  }

  waitMs(nowMs: number, cost: number): number {
    this.#forget(nowMs);
    const { amount, windowMs } = this.#settings;
    let over = this.#used + Math.min(cost, amount) - amount;
    let roomAtMs = nowMs;
    for (const spent of this.#spent) {
      if (over <= 0) break;
      over -= spent.cost;
      roomAtMs = spent.atMs + windowMs;
    }
    return Math.max(roomAtMs, this.#blockedUntilMs) - nowMs;
  }

  /** The rest lasts until one more fits, or, where some is left, until all does. */
  quota(nowMs: number): Quota {
    this.#forget(nowMs);
    const { unit, amount, windowMs } = this.#settings;
    const left = amount - this.#used;
    const remaining = nowMs < this.#blockedUntilMs ? Math.min(0, left) : left;
    const last = this.#spent.at(-1);
    const allMs = last === undefined ? 0 : last.atMs + windowMs - nowMs;
    return { unit, limit: amount, remaining, restMs: remaining > 0 ? allMs : this.waitMs(nowMs, 1), windowMs };
  }

  #forget(nowMs: number): void {
    const from = this.#spent.findIndex(({ atMs }) => atMs + this.#settings.windowMs > nowMs);
    const over = from === -1 ? this.#spent : this.#spent.slice(0, from);
    if (over.length === 0) return;
    for (const { cost } of over) this.#used -= cost;
    this.#spent = this.#spent.slice(over.length);
  }
}
