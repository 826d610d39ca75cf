import type { AttemptClass } from '../events.ts';

/** How an attempt ended, for all who learn from it: each maps it for itself. */
export interface AttemptOutcome {
  /** By the contract's rules; `cancelled`: its call ended first, so it says nothing of the upstream. */
  class: AttemptClass;
  /** What ended it. */
  by: 'response' | 'network' | 'timeout' | 'call';
  /** Whether nothing was left of the window, so that a 429 is about that and not about the ceiling. */
  windowSpent: boolean;
}
