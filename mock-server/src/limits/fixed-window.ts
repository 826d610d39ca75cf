import { endOfPeriod } from '@evenkeel/toolkit/providers';
import type { Quota } from '../dialect/quota.ts';
import type { FixedWindowSettings } from '../settings.ts';
import type { Meter } from './meter.ts';

/** A window that begins with its first request, at a multiple of its length, or at a zone's midnight. */
export class FixedWindow implements Meter {
  readonly #settings: FixedWindowSettings;
  #beganMs = Number.NEGATIVE_INFINITY;
  #endsMs = Number.NEGATIVE_INFINITY;
  #used = 0;
  #penalised = false;

  constructor(settings: FixedWindowSettings) {
    this.#settings = settings;
  }

  hasRoom(nowMs: number, cost = 1): boolean {
    if (nowMs >= this.#endsMs) return cost <= this.#settings.amount;
    return !this.#penalised && this.#used + cost <= this.#settings.amount;
  }

  /** The first request opens the window. */
  spend(nowMs: number, cost = 1): void {
    if (nowMs >= this.#endsMs) {
      this.#beganMs = nowMs;
      this.#endsMs = this.#endOf(nowMs);
      this.#used = 0;
      this.#penalised = false;
    }
    this.#used += cost;
  }

  settle(spentMs: number, _nowMs: number, cost: number, truth: number): void {
    // After a penalty has moved the window's end, nothing is given back.
    if (!this.#penalised && spentMs < this.#endsMs && spentMs >= this.#beganMs) this.#used += truth - cost;
  }

  /** The first one starts the contract's penalty. */
  exceed(nowMs: number): void {
    if (this.#penalised || this.#settings.penaltyMs === 0) return;
    this.#penalised = true;
    this.#endsMs = nowMs + this.#settings.penaltyMs;
  }

  waitMs(nowMs: number): number {
    return Math.max(0, this.#endsMs - nowMs);
  }

  quota(nowMs: number): Quota {
    const settings = this.#settings;
    const { amount, unit } = settings;
    const length = settings.kind === 'window' ? { windowMs: settings.windowMs } : {};
    if (nowMs >= this.#endsMs) return { unit, limit: amount, remaining: amount, restMs: 0, ...length };
    const left = amount - this.#used;
    const remaining = this.#penalised ? Math.min(0, left) : left;
    return { unit, limit: amount, remaining, restMs: this.#endsMs - nowMs, ...length };
  }

  #endOf(nowMs: number): number {
    const settings = this.#settings;
    if (settings.kind === 'calendar') return endOfPeriod(nowMs, settings.period, settings.zone);
    const { starts, windowMs } = settings;
    return starts === 'aligned' ? (Math.floor(nowMs / windowMs) + 1) * windowMs : nowMs + windowMs;
  }
}
