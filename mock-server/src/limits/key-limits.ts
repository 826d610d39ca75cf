import type { Quota } from '../hints.ts';
import type { Cost, TierSettings } from '../settings.ts';
import { FixedWindow } from './window.ts';

export type LimitRefusal = 'ceiling' | 'window';

const ONE_REQUEST: Cost = { requests: 1, jobs: 0 };

const UNLIMITED: Quota = { limit: Number.POSITIVE_INFINITY, remaining: Number.POSITIVE_INFINITY, restMs: 0 };

/** Of two windows, the one that leaves less is told; of equals, the one that lasts longer. */
function tighter(a: Quota, b: Quota): Quota {
  if (a.remaining !== b.remaining) return a.remaining < b.remaining ? a : b;
  return a.restMs >= b.restMs ? a : b;
}

/** The limits that are counted for each account on its own, not in a store. */
type OwnLimits = Pick<TierSettings, 'ceiling' | 'windows'>;

/** The quota of a key that has used nothing yet. */
export function fullQuota(tier: OwnLimits): Quota {
  return new KeyLimits(tier).quota(0);
}

interface Metered {
  resource: keyof Cost;
  window: FixedWindow;
}

/** All limits of one account, as its tier sets them. */
export class KeyLimits {
  readonly #ceiling: OwnLimits['ceiling'];
  readonly #windows: readonly Metered[];
  #inFlight = 0;

  constructor(tier: OwnLimits) {
    this.#ceiling = tier.ceiling;
    this.#windows = tier.windows.map((settings) => ({
      resource: settings.resource,
      window: new FixedWindow(settings),
    }));
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Admits a request or says which limit refused it. Admission (`null`) takes a
   * slot, and the cost from each window; the caller must give the slot back
   * exactly once, by `release` with the same cost. A refusal by the ceiling
   * spends no window.
   *
   * @param cap the most in flight, where the tier's own ceiling is not lower
   */
  admit(nowMs: number, cap = Number.POSITIVE_INFINITY, cost = ONE_REQUEST): LimitRefusal | null {
    const takesSlot = this.#takesSlot(cost);
    if (takesSlot && this.#inFlight >= Math.min(cap, this.#ceiling?.max ?? Number.POSITIVE_INFINITY)) return 'ceiling';
    const metered = this.#metered(cost);
    const full = metered.filter(({ resource, window }) => !window.hasRoom(nowMs, cost[resource]));
    if (full.length > 0) {
      for (const { window } of full) window.exceed(nowMs);
      return 'window';
    }
    for (const { resource, window } of metered) window.spend(nowMs, cost[resource]);
    if (takesSlot) this.#inFlight += 1;
    return null;
  }

  release(cost = ONE_REQUEST): void {
    if (this.#takesSlot(cost)) this.#inFlight -= 1;
  }

  /** Undoes what an admitted request spent of its windows, since it turned out to be a repeat. */
  refund(admittedMs: number, cost: Cost): void {
    for (const { resource, window } of this.#metered(cost)) window.refund(admittedMs, cost[resource]);
  }

  quota(nowMs: number): Quota {
    return this.#windows.map(({ window }) => window.quota(nowMs)).reduce(tighter, UNLIMITED);
  }

  /** Where the ceiling is one of jobs, requests that bring none take no slot. */
  #takesSlot(cost: Cost): boolean {
    return this.#ceiling?.unit !== 'job' || cost.jobs > 0;
  }

  #metered(cost: Cost): Metered[] {
    return this.#windows.filter(({ resource }) => cost[resource] > 0);
  }

  /** The least wait that a refusal asks for, beside the quota's own wait, in milliseconds. */
  extraWaitMs(refusal: LimitRefusal): number {
    return refusal === 'ceiling' ? (this.#ceiling?.retryAfterMs ?? 0) : 0;
  }
}
