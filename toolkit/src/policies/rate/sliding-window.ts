import { requireInteger } from '../../errors/errors.ts';
import { requireOptions } from '../options.ts';
import type { RatePermit, RateRule } from './rate-rule.ts';

export interface SlidingWindowOptions {
  /** Cost admitted in any `windowMs`, wherever it starts. */
  limit: number;
  windowMs: number;
}

interface Entry extends RatePermit {
  cost: number;
}

/** At most `limit` in any span of `windowMs`. It is exact: a log holds what was spent in the last span. */
export class SlidingWindow implements RateRule {
  readonly most: number;
  readonly #windowMs: number;
  // A Set keeps insertion order, so the oldest come first.
  readonly #log = new Set<Entry>();
  #used = 0;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: SlidingWindowOptions) {
    const { limit, windowMs } = requireOptions(options, { limit: '', windowMs: '' });
    this.most = requireInteger('limit', limit, 1);
    this.#windowMs = requireInteger('windowMs', windowMs, 1);
  }

  waitMs(cost: number, nowMs: number): number {
    this.#forget(nowMs);
    let over = this.#used + cost - this.most;
    let leavesAtMs = nowMs;
    for (const entry of this.#log) {
      if (over <= 0) break;
      over -= entry.cost;
      leavesAtMs = entry.atMs + this.#windowMs;
    }
    return leavesAtMs - nowMs;
  }

  spend(cost: number, nowMs: number): RatePermit {
    const entry = { atMs: nowMs, cost };
    this.#log.add(entry);
    this.#used += cost;
    return entry;
  }

  /** Changes nothing once the call's own window is over. */
  reconcile(permit: RatePermit, actual: number, nowMs: number): void {
    const entry = permit as Entry;
    this.#forget(nowMs);
    if (!this.#log.has(entry)) return;
    this.#used += actual - entry.cost;
    entry.cost = actual;
  }

  #forget(nowMs: number): void {
    for (const entry of this.#log) {
      // The same sum as in waitMs(): a difference could round the other way, and a caller would wait for 0 ms forever.
      if (entry.atMs + this.#windowMs > nowMs) return;
      this.#log.delete(entry);
      this.#used -= entry.cost;
    }
  }
}
