import type { Objective } from '@evenkeel/toolkit/slo';
import type { AssertionResult } from '../assertions/assertion.ts';
import type { FleetLoad } from '../request/plan.ts';

export type AlertState = 'inactive' | 'pending' | 'firing';

/** Bad calls among those that an objective counts. */
export interface Tally {
  bad: number;
  total: number;
}

/** Calls by outcome, as k6 saw them. */
export interface Counts {
  sent: number;
  succeeded: number;
  failed: number;
  rejected: number;
  cancelled: number;
  /** Attempts that got a 429 of the client's making; absent where no journal tells. */
  rateLimited?: number;
  /** Calls that k6 was to start and did not. */
  dropped: number;
}

/** One objective, read from each source. Prometheus, panel and alert are absent where the target is not ours. */
export interface Reading {
  objective: Objective;
  k6: Tally;
  prometheus?: Tally;
  /** null: the panel has no data. */
  panel?: number | null;
  /** The worst state seen during the run. */
  alert?: AlertState;
}

/** What a fleet was, beside its counts. */
export interface FleetSummary extends Pick<FleetLoad, 'processes' | 'caller' | 'demand' | 'chaos' | 'skewMs'> {
  /** How often the server blocked it. */
  penalties: number;
}

/** All that a verdict stands on. */
export interface Facts {
  scenario: string;
  readings: readonly Reading[];
  counts: Counts;
  assertions: readonly AssertionResult[];
  /** The fault that was injected on purpose, and the objective it must breach. */
  fault: { name: string; breaches: string } | null;
  k6: {
    /** Thresholds that saw no sample: an empty metric, or a tag that matched nothing. */
    vacuous: readonly string[];
    /** The script's own thresholds that were crossed. */
    crossed: readonly string[];
    /** Iterations that ended in an exception, and what the first of them said. */
    thrown: number;
    firstError: string | null;
  };
  /** Panels of the dashboard whose query gave no data. */
  emptyPanels: readonly string[];
  /** Panels that were to show the fault, and stood at 0. */
  unshown?: readonly string[];
  /** Of a fleet alone. */
  fleet?: FleetSummary;
  /** What went wrong with the harness itself, as sentences. */
  harness: readonly string[];
}
