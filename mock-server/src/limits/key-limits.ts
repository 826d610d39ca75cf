import type { Quota } from '../hints.ts';
import type { Cost, TierSettings } from '../settings.ts';
import { FixedWindow } from './window.ts';

export type LimitRefusal = 'ceiling' | 'window';

const ONE_REQUEST: Cost = { requests: 1, jobs: 0 };

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
   * `null`: admitted, a slot and the cost in each window are spent, and the
   * slot must be given back by `release`, with the same cost, exactly once. Else
   * the limit that refused; a refusal by the ceiling spends no window.
   *
   * @param cap of what is in flight, where the tier's own ceiling is not lower
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

  /** What was admitted turned out to be nothing new: its windows are as if it had not come. */
  refund(admittedMs: number, cost: Cost): void {
    for (const { resource, window } of this.#metered(cost)) window.refund(admittedMs, cost[resource]);
  }

  quota(nowMs: number): Quota {
    return this.#windows.map(({ window }) => window.quota(nowMs)).reduce(tighter, UNLIMITED);
  }

  /** Where what is in flight is jobs, requests that bring none take no slot. */
  #takesSlot(cost: Cost): boolean {
    return this.#ceiling?.unit !== 'job' || cost.jobs > 0;
  }

  #metered(cost: Cost): Metered[] {
    return this.#windows.filter(({ resource }) => cost[resource] > 0);
  }

  /** What a refusal asks for beyond the quota's own wait, in milliseconds. */
  extraWaitMs(refusal: LimitRefusal): number {
    return refusal === 'ceiling' ? (this.#ceiling?.retryAfterMs ?? 0) : 0;
  }
}
