import type { AttemptClass } from '../events.ts';

/** How an attempt ended. Each policy that learns from it maps it for itself. */
export interface AttemptOutcome {
  /** By the contract's rules; `cancelled`: the call ended first, so the attempt says nothing about the upstream. */
  class: AttemptClass;
  /** What ended it. */
  by: 'response' | 'network' | 'timeout' | 'call';
  /** Whether nothing was left of the window, so that a 429 is about the window and not about the ceiling. */
  windowSpent: boolean;
}
