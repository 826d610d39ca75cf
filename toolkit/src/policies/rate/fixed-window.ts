import { OptionError, requireInteger } from '../../errors/errors.ts';
import { requireOptions } from '../options.ts';
import type { RatePermit, RateRule } from './rate-rule.ts';

export interface FixedWindowOptions {
  /** Cost admitted in one window. */
  limit: number;
  windowMs: number;
  /**
   * When a window opens: with the first call after the last one ended, or on multiples of `windowMs`. Default
   * first-request.
   */
  starts?: 'first-request' | 'aligned';
  /** How long the server refuses everything once its limit is exceeded. Default 0. */
  penaltyMs?: number;
}

interface Hit extends RatePermit {
  cost: number;
}

/**
 * Models a server that counts in fixed windows and blocks for `penaltyMs` when its limit is exceeded. So it never
 * spends beyond the limit. Only a cost that turns out higher than estimated can exceed it; then nothing is spent until
 * the penalty is over, and at least until the window ends.
 */
export class FixedWindow implements RateRule {
  readonly most: number;
  readonly #windowMs: number;
  readonly #aligned: boolean;
  readonly #penaltyMs: number;
  /** The calls of the window that opened last, oldest first. */
  readonly #hits = new Set<Hit>();
  #used = 0;
  #blockedUntilMs = Number.NEGATIVE_INFINITY;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: FixedWindowOptions) {
    requireOptions(options, { limit: '', windowMs: '', starts: '', penaltyMs: '' });
    const { limit, windowMs, starts = 'first-request', penaltyMs = 0 } = options;
    this.most = requireInteger('limit', limit, 1);
    this.#windowMs = requireInteger('windowMs', windowMs, 1);
    this.#penaltyMs = requireInteger('penaltyMs', penaltyMs, 0);
    if (starts !== 'first-request' && starts !== 'aligned') {
      throw new OptionError('starts', 'give "first-request" or "aligned".', starts);
    }
    this.#aligned = starts === 'aligned';
  }

  waitMs(cost: number, nowMs: number): number {
    this.#forget(nowMs);
    const windowEndsAtMs = this.#used + cost > this.most ? this.#endsAtMs() : nowMs;
    return Math.max(nowMs, windowEndsAtMs, this.#blockedUntilMs) - nowMs;
  }

  spend(cost: number, nowMs: number): RatePermit {
    const hit = { atMs: nowMs, cost };
    this.#hits.add(hit);
    this.#used += cost;
    return hit;
  }

  /** Changes nothing once the call's own window is over. */
  reconcile(permit: RatePermit, actual: number, nowMs: number): void {
    const hit = permit as Hit;
    this.#forget(nowMs);
    if (!this.#hits.has(hit)) return;
    const more = actual - hit.cost;
    this.#used += more;
    hit.cost = actual;
    // The server never saw this call, so it did not open the window: the next call did.
    if (actual === 0) this.#hits.delete(hit);
    if (more > 0 && this.#used > this.most) this.#blockedUntilMs = nowMs + this.#penaltyMs;
  }

  #forget(nowMs: number): void {
    if (this.#endsAtMs() > nowMs) return;
    this.#hits.clear();
    this.#used = 0;
  }

  #endsAtMs(): number {
    for (const { atMs } of this.#hits) {
      return this.#aligned ? (Math.floor(atMs / this.#windowMs) + 1) * this.#windowMs : atMs + this.#windowMs;
    }
    return Number.NEGATIVE_INFINITY;
  }
}
