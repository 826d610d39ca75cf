import type { Quota } from '../hints/format.ts';
import type { TierSettings } from '../settings.ts';
import { Ceiling } from './ceiling.ts';
import { FixedWindow } from './window.ts';

export type LimitRefusal = 'ceiling' | 'window';

const UNLIMITED: Quota = { limit: Number.POSITIVE_INFINITY, remaining: Number.POSITIVE_INFINITY, restMs: 0 };

/** With several windows the one that leaves least is told; among equals the one that lasts longest. */
function tighter(a: Quota, b: Quota): Quota {
  if (a.remaining !== b.remaining) return a.remaining < b.remaining ? a : b;
  return a.restMs >= b.restMs ? a : b;
}

/** What is counted of a key by itself. */
type OwnLimits = Pick<TierSettings, 'ceiling' | 'windows'>;

/** The quota of a key that has used nothing yet. */
export function fullQuota(tier: OwnLimits): Quota {
  return new KeyLimits(tier).quota(0);
}

/** All limits of one key, as its tier sets them. */
export class KeyLimits {
  readonly #ceiling: Ceiling;
  readonly #windows: readonly FixedWindow[];

  constructor(tier: OwnLimits) {
    this.#ceiling = new Ceiling(tier.ceiling);
    this.#windows = tier.windows.map((settings) => new FixedWindow(settings));
  }

  get inFlight(): number {
    return this.#ceiling.inFlight;
  }

  /**
   * `null`: admitted, one slot and one request of each window are spent, and
   * the slot must be given back by `release` exactly once. Else the limit that
   * refused; a refusal by the ceiling spends no window.
   *
   * @param cap of what is in flight, where the tier's own ceiling is not lower
   */
  admit(nowMs: number, cap?: number): LimitRefusal | null {
    if (this.#ceiling.isFull(cap)) return 'ceiling';
    const full = this.#windows.filter((window) => !window.hasRoom(nowMs));
    if (full.length > 0) {
      for (const window of full) window.exceed(nowMs);
      return 'window';
    }
    for (const window of this.#windows) window.spend(nowMs);
    this.#ceiling.take();
    return null;
  }

  release(): void {
    this.#ceiling.giveBack();
  }

  quota(nowMs: number): Quota {
    return this.#windows.map((window) => window.quota(nowMs)).reduce(tighter, UNLIMITED);
  }

  /** What a refusal asks for beyond the quota's own wait, in milliseconds. */
  extraWaitMs(refusal: LimitRefusal): number {
    return refusal === 'ceiling' ? this.#ceiling.retryAfterMs : 0;
  }
}
