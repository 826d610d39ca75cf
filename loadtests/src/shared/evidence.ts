import type { Chart } from '@evenkeel/dashboards';
import type { JournalEntry } from '@evenkeel/mock-server';
import type { ProviderContract, Tier } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import type { FleetEvidence } from './fleet-evidence.ts';
import type { Records } from './records.ts';

export type AlertState = 'inactive' | 'pending' | 'firing';

/** Bad calls among those that an objective counts. */
export interface Tally {
  bad: number;
  total: number;
}

/** Calls by outcome, as their caller saw them. */
export interface Counts {
  sent: number;
  succeeded: number;
  failed: number;
  rejected: number;
  cancelled: number;
  /** Attempts that got a 429 of the client's making; absent where no journal tells. */
  rateLimited?: number;
  /** Calls that were to start and did not. */
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

/** Of the calls that ended ok. Milliseconds. */
export interface Durations {
  p50: number;
  /** At the percentile of the contract's objective for latency; null where it has none. */
  tail: { name: string; ms: number } | null;
  max: number;
}

/** What k6 made of the script itself. */
export interface ScriptEvidence {
  /** Thresholds that saw no sample: an empty metric, or a tag that matched nothing. */
  vacuous: readonly string[];
  /** The script's own thresholds that were crossed. */
  crossed: readonly string[];
  /** Iterations that ended in an exception, and what the first of them said. */
  thrown: number;
  firstError: string | null;
}

/** All that was seen of a run once its load has drained: what assertions and the verdict stand on. */
export interface Evidence extends Records {
  scenario: string;
  contract: ProviderContract;
  tier: Tier;
  /** The fault that was injected on purpose, and the objective that it must breach; null: nothing is foreseen of it. */
  fault: { name: string; breaches: string | null } | null;
  readings: readonly Reading[];
  counts: Counts;
  durations: Durations | null;
  script: ScriptEvidence;
  /** All that the mock server saw, in the order in which it ended; null where there was no mock server of ours. */
  journal: readonly JournalEntry[] | null;
  /** How often a breaker of the gateway's changed its state; null where there was no gateway of ours. */
  breakerTransitions: number | null;
  /** What the mock server's admin API said, by the paths that the plan asks for. */
  admin: ReadonlyMap<string, unknown>;
  /** Panels of the dashboard whose query gave no data. */
  emptyPanels: readonly string[];
  /** Panels that were to show the fault, and stood at 0. */
  unshown: readonly string[];
  charts: readonly Chart[];
  /** null where the load was no fleet. */
  fleet: FleetEvidence | null;
  /** What went wrong with the harness itself, as sentences. */
  harness: readonly string[];
}

/** Evidence of which there is none yet. */
export const noEvidence = (run: Pick<Evidence, 'scenario' | 'contract' | 'tier' | 'fault'>): Evidence => ({
  ...run,
  readings: [],
  counts: { sent: 0, succeeded: 0, failed: 0, rejected: 0, cancelled: 0, dropped: 0 },
  durations: null,
  script: { vacuous: [], crossed: [], thrown: 0, firstError: null },
  batches: [],
  jobs: [],
  usage: null,
  journal: null,
  breakerTransitions: null,
  admin: new Map(),
  emptyPanels: [],
  unshown: [],
  charts: [],
  fleet: null,
  harness: [],
});
