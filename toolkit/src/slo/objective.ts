import type { CallOutcome } from '../errors/call-outcome.ts';

export interface ObjectiveBase {
  /** Unique in its provider; a label of metrics and alerts. */
  name: string;
  /** The operations whose calls are counted. */
  operations: readonly string[];
  /** Share of good calls promised, in (0, 1): 0.99 allows 1 % bad ones. */
  objective: number;
  /** Below this many calls in a window no verdict is given and no alert fires. */
  minSamples: number;
  /** The alert's window, and how long the breach must last before it fires. Milliseconds. */
  alert: { windowMs: number; forMs: number };
}

/** At most `1 - objective` of the calls end in one of the `bad` outcomes. */
export interface ErrorObjective extends ObjectiveBase {
  sli: 'errors';
  bad: readonly CallOutcome[];
  /** Left out of the denominator, too. */
  excluded: readonly CallOutcome[];
}

/** At most `1 - objective` of the calls take longer than `thresholdMs`. */
export interface LatencyObjective extends ObjectiveBase {
  sli: 'latency';
  of: 'call' | 'attempt' | 'job';
  outcomes: readonly CallOutcome[];
  thresholdMs: number;
}

export type Objective = ErrorObjective | LatencyObjective;

/**
 * The share of bad calls an objective allows: `1 - objective`, without the
 * binary rounding that would print 0.99's budget as 0.010000000000000009.
 */
export function errorBudget(objective: Pick<Objective, 'objective'>): number {
  return Math.round((1 - objective.objective) * 1e9) / 1e9;
}
