import type { Chart } from '@evenkeel/dashboards';
import type { JournalEntry } from '@evenkeel/mock-server';
import type { ProviderContract, Tier } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import type { FleetEvidence } from './fleet-evidence.ts';
import type { Records } from './records.ts';

export type AlertState = 'inactive' | 'pending' | 'firing';

/** The calls that an objective counts, and how many of them were bad. */
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
  /** Attempts that got a 429 by the client's own fault; absent where there is no journal to tell. */
  rateLimited?: number;
  /** Calls that should have started and did not. */
  dropped: number;
  /** Calls that the load was to make; absent where its script decides that, and for a fleet. */
  planned?: number;
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

/** What the application's metrics say of attempts, counted from the start of its process. */
export interface MeteredAttempts {
  /** By their kinds. */
  first: number;
  retry: number;
  /** Of these, by their results. */
  cancelled: number;
  throttled: number;
  /** Durations of attempts that were observed. */
  durations: number;
  /** 429s from upstream. */
  hits: number;
  /** Retries that were scheduled. */
  scheduled: number;
  /** Calls that did not end ok. */
  unfinished: number;
}

/** Durations of the calls that ended ok, in milliseconds. */
export interface Durations {
  p50: number;
  /** The duration at the percentile of the contract's latency objective; null where it has none. */
  tail: { name: string; ms: number } | null;
  max: number;
}

/** What k6 said about the script itself. */
export interface ScriptEvidence {
  /** Thresholds that saw no sample: an empty metric, or a tag that matched nothing. */
  vacuous: readonly string[];
  /** The script's own thresholds that were crossed. */
  crossed: readonly string[];
  /** The script's own `check()`s, by their groups and names. */
  checks: readonly { name: string; passes: number; fails: number }[];
  /** Iterations that ended in an exception, and what the first of them said. */
  thrown: number;
  firstError: string | null;
}

/** All that was seen of a run once its load has drained; assertions and the verdict are based on it. */
export interface Evidence extends Records {
  scenario: string;
  contract: ProviderContract;
  tier: Tier;
  /** The fault that was injected, and the objective that it must breach; `breaches` null: nothing is foreseen. */
  fault: { name: string; breaches: string | null } | null;
  readings: readonly Reading[];
  counts: Counts;
  durations: Durations | null;
  script: ScriptEvidence;
  /** All requests that the mock server saw, in the order in which they ended; null where it was not ours. */
  journal: readonly JournalEntry[] | null;
  /** How often the gateway's breakers changed their state; null where the gateway was not ours. */
  breakerTransitions: number | null;
  /** The answers of the mock server's admin API, by the paths that the plan asks for. */
  admin: ReadonlyMap<string, unknown>;
  /** Panels of the dashboard whose queries gave no data. */
  emptyPanels: readonly string[];
  /** Panels that should have shown the fault, and stood at 0. */
  unshown: readonly string[];
  charts: readonly Chart[];
  /** What speaks against the evidence itself, as sentences: rules that are absent, scrapes that failed, wrong clocks. */
  doubts: readonly string[];
  /** Who saw that the machine or the generator was the limit, as sentences. */
  witnesses: readonly string[];
  /** null where the load was no fleet. */
  fleet: FleetEvidence | null;
  /** What went wrong with the harness itself, as sentences. */
  harness: readonly string[];
}

/** The evidence of a run of which nothing was seen. */
export const noEvidence = (run: Pick<Evidence, 'scenario' | 'contract' | 'tier' | 'fault'>): Evidence => ({
  ...run,
  readings: [],
  counts: { sent: 0, succeeded: 0, failed: 0, rejected: 0, cancelled: 0, dropped: 0 },
  durations: null,
  script: { vacuous: [], crossed: [], checks: [], thrown: 0, firstError: null },
  batches: [],
  jobs: [],
  usage: null,
  journal: null,
  breakerTransitions: null,
  admin: new Map(),
  emptyPanels: [],
  unshown: [],
  charts: [],
  doubts: [],
  witnesses: [],
  fleet: null,
  harness: [],
});
