import type { AttemptPermit } from '../policies/rate/permit-limiter.ts';
import type { Standing } from './standing.ts';

/** The most by which an estimate is believed to fall short. */
const MOST = 4;
/** How much of what an estimate once fell short is forgotten with each call. */
const FORGETS = 0.02;

/**
 * A call's standing, where its costs are estimated. It waits for its estimate alone. What earlier estimates fell short of,
 * it takes as well until its cost is known: that is kept from those that come after it, and comes back. Where processes
 * share a limit, a large call takes less of that: else those after it would wait for what it is unlikely to need.
 */
export function withEstimates(standing: Standing, estimates: readonly number[]): Standing {
  standing.shortfalls ??= estimates.map(() => 1);
  const { limiters, shortfalls } = standing;
  const taken = estimates.map((estimate, at) => {
    const reserved = Math.ceil(estimate * /* seam: shortfall-is-reserved */ (shortfalls[at] ?? 1));
    return Math.max(estimate, Math.min(reserved, limiters[at]?.reach ?? limiters[at]?.capacity ?? 0));
  });
  // Its limits stay the very same list: by that, the line knows whose turn is compared with whose.
  return { ...standing, estimates, costs: [...estimates, 1], taken };
}

/**
 * Corrects what an attempt has taken.
 *
 * @param told what it has cost of each limit, as far as the API has said; of the rest, the estimate stands
 */
export function settleCosts(
  { key, limiters, estimates, shortfalls, settled }: Standing,
  permits: readonly AttemptPermit[],
  told: readonly (number | undefined)[],
): void {
  limiters.forEach((limiter, at) => {
    const estimate = estimates?.[at];
    if (estimate === undefined || key.rates[at]?.estimated === undefined) return;
    const cost = told[at];
    limiter.settle?.(permits[at] as AttemptPermit, cost ?? /* seam: untold-cost */ estimate, estimate);
    if (cost === undefined || shortfalls === undefined) return;
    const fell = Math.min(MOST, cost / Math.max(1, estimate));
    shortfalls[at] = Math.max(1, fell, (shortfalls[at] ?? 1) * (1 - FORGETS));
  });
  if (estimates !== undefined) settled?.(estimates.map((estimate, at) => told[at] ?? estimate));
}
