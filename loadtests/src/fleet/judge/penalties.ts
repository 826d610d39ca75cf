import type { Served } from '../../shared/fleet-evidence.ts';
import { byArrival, isThrottled } from './served.ts';

export interface Penalties {
  /** How often the server blocked the fleet. */
  penalties: number;
  /** How many requests got a 429 for it. */
  throttled: number;
}

/** Counts blocks: a 429 starts one, and those that come while it lasts belong to it. */
export function penaltiesIn(journal: readonly Served[], penaltyMs: number): Penalties {
  const throttled = byArrival(journal.filter(isThrottled));
  let penalties = 0;
  let blockedUntilMs = Number.NEGATIVE_INFINITY;
  for (const { arrivalMs } of throttled) {
    if (arrivalMs < blockedUntilMs) continue;
    penalties++;
    blockedUntilMs = arrivalMs + penaltyMs;
  }
  return { penalties, throttled: throttled.length };
}
