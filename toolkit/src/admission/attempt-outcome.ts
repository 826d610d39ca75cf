import type { ResultClass } from '../contract/rule.ts';
import type { AttemptClass } from '../events.ts';
import type { Outcome } from '../policies/outcome.ts';

/** How an attempt ended, for all who learn from it: each maps it for itself. */
export interface AttemptOutcome {
  /** By the contract's rules; `cancelled`: its call ended first, so it says nothing of the upstream. */
  class: AttemptClass;
  /** What ended it. */
  by: 'response' | 'network' | 'timeout' | 'call';
  /** Whether nothing was left of the window, so that a 429 is about that and not about the ceiling. */
  windowSpent: boolean;
}

/** A response shows an upstream that works, but for a 429 that does not count: that shows nothing either way. */
export function breakerOutcome({ class: result }: AttemptOutcome, counts: readonly ResultClass[]): Outcome {
  if (result === 'cancelled') return /* seam: cancelled-attempt */ 'ignored';
  if (counts.includes(result)) return 'failure';
  return result === 'throttled' ? /* seam: throttled-attempt */ 'ignored' : 'success';
}

/** A 429 and a failure show an upstream that accepts too little. */
export function throttleOutcome({ class: result }: AttemptOutcome): Outcome {
  if (result === 'cancelled') return 'ignored';
  return result === 'throttled' || result === 'transient' || result === 'relayed' ? 'failure' : 'success';
}

/** Too much is in flight where the upstream says so, though its window is not spent, or is too slow to answer. */
export function concurrencyOutcome({ class: result, by, windowSpent }: AttemptOutcome): Outcome {
  if (by === 'timeout') return 'failure';
  if (by !== 'response') return 'ignored';
  if (result === 'throttled') return windowSpent ? 'ignored' : 'failure';
  return result === 'ok' || result === 'payment' ? 'success' : 'ignored';
}
