import type { Quota } from '../dialect/quota.ts';
import type { FixedWindowSettings } from '../settings.ts';
import { endOfPeriod } from './calendar.ts';
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
    return (nowMs >= this.#endsMs ? 0 : this.#used) + cost <= this.#settings.amount;
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

  refund(spentMs: number, cost = 1): void {
    // After a penalty has moved the window's end, nothing is given back.
    if (!this.#penalised && spentMs < this.#endsMs && spentMs >= this.#beganMs) this.#used -= cost;
  }

  /** The first one starts the contract's penalty. */
  exceed(nowMs: number): void {
    if (this.#penalised || this.#settings.penaltyMs === 0) return;
    this.#penalised = true;
    this.#endsMs = nowMs + this.#settings.penaltyMs;
  }

  quota(nowMs: number): Quota {
    const settings = this.#settings;
    const { amount, unit } = settings;
    const length = settings.kind === 'window' ? { windowMs: settings.windowMs } : {};
    if (nowMs >= this.#endsMs) return { unit, limit: amount, remaining: amount, restMs: 0, ...length };
    return { unit, limit: amount, remaining: amount - this.#used, restMs: this.#endsMs - nowMs, ...length };
  }

  #endOf(nowMs: number): number {
    const settings = this.#settings;
    if (settings.kind === 'calendar') return endOfPeriod(nowMs, settings.period, settings.zone);
    const { starts, windowMs } = settings;
    return starts === 'aligned' ? (Math.floor(nowMs / windowMs) + 1) * windowMs : nowMs + windowMs;
  }
}
