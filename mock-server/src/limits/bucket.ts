import type { Quota } from '../dialect/quota.ts';
import type { BucketSettings } from '../settings.ts';
import type { Meter } from './meter.ts';

/** A token bucket: it holds `amount` at most, is refilled steadily, and holds less than nothing where it is owed. */
export class Bucket implements Meter {
  readonly #settings: BucketSettings;
  #level: number;
  #atMs = 0;
  #blockedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(settings: BucketSettings) {
    this.#settings = settings;
    this.#level = settings.amount;
  }

  hasRoom(nowMs: number, cost = 1): boolean {
    return nowMs >= this.#blockedUntilMs && this.#levelAt(nowMs) >= cost;
  }

  spend(nowMs: number, cost = 1): void {
    this.#level = this.#levelAt(nowMs) - cost;
    this.#atMs = nowMs;
  }

  settle(_spentMs: number, nowMs: number, cost: number, truth: number): void {
    this.#level = Math.min(this.#settings.amount, this.#levelAt(nowMs) + cost - truth);
    this.#atMs = nowMs;
  }

  exceed(nowMs: number): void {
    if (nowMs >= this.#blockedUntilMs) this.#blockedUntilMs = nowMs + this.#settings.penaltyMs;
  }

  waitMs(nowMs: number, cost: number): number {
    const { amount, refillPerSecond } = this.#settings;
    const missing = Math.min(cost, amount) - this.#levelAt(nowMs);
    return Math.max(0, (missing / refillPerSecond) * 1_000, this.#blockedUntilMs - nowMs);
  }

  /** The rest lasts until one more is there, or, where some is left, until the bucket is full. */
  quota(nowMs: number): Quota {
    const { unit, amount, refillPerSecond } = this.#settings;
    const level = this.#levelAt(nowMs);
    const blockedMs = Math.max(0, this.#blockedUntilMs - nowMs);
    const remaining = blockedMs > 0 ? Math.min(0, Math.floor(level)) : Math.floor(level);
    const missing = remaining > 0 ? amount - level : 1 - level;
    const restMs = (Math.max(0, missing) / refillPerSecond) * 1_000;
    return { unit, limit: amount, remaining, restMs: Math.max(restMs, blockedMs), restorePerSecond: refillPerSecond };
  }

  #levelAt(nowMs: number): number {
    const { amount, refillPerSecond } = this.#settings;
    return Math.min(amount, this.#level + (Math.max(0, nowMs - this.#atMs) / 1_000) * refillPerSecond);
  }
}
