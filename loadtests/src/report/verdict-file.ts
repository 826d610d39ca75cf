import { type Verdict, worst } from '@evenkeel/tools/command-line';
import type { AlertState, Counts } from '../shared/evidence.ts';
import type { FleetLoad } from '../shared/load.ts';

/** One objective in `verdict.json`: shares of bad calls. */
export interface ObjectiveVerdict {
  name: string;
  target: number;
  k6: number;
  prometheus?: number;
  panel?: number;
  alert?: AlertState;
}

/** How a fleet was run, and what it paid, beside its counts. */
export interface FleetSummary extends Pick<FleetLoad, 'processes' | 'caller' | 'demand' | 'chaos' | 'skewMs'> {
  /** How often the server blocked the fleet. */
  penalties: number;
}

/** `verdict.json`. Fields that do not apply are left out. */
export interface VerdictFile {
  verdict: Verdict;
  scenario: string;
  seed: number;
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  objectives: ObjectiveVerdict[];
  counts: Counts;
  ratios: Record<string, number>;
  /** Only for a fleet. */
  fleet?: FleetSummary;
  reasons: string[];
}

/** `verdict.json` of several scenarios: the worst verdict, and each run by itself. */
export interface CombinedVerdictFile extends VerdictFile {
  runs: VerdictFile[];
}

/** Combines runs: counts are added up, and of each ratio the largest is kept. */
export function combine(runs: readonly VerdictFile[]): CombinedVerdictFile {
  const [first, ...others] = runs;
  if (first === undefined) throw new RangeError('runs: expected at least one.');
  const ratios: Record<string, number> = {};
  for (const [name, value] of runs.flatMap((run) => Object.entries(run.ratios))) {
    ratios[name] = Math.max(value, ratios[name] ?? value);
  }
  return {
    verdict: worst(runs.map((run) => run.verdict)),
    scenario: runs.map((run) => run.scenario).join(','),
    seed: first.seed,
    startedAt: first.startedAt,
    durationMs: runs.reduce((total, run) => total + run.durationMs, 0),
    objectives: runs.flatMap((run) => run.objectives),
    counts: others.reduce((sum, run) => add(sum, run.counts), first.counts),
    ratios,
    reasons: runs.flatMap((run) => run.reasons.map((reason) => `${run.scenario}: ${reason}`)),
    runs: [...runs],
  };
}

function add(a: Counts, b: Counts): Counts {
  const sum = {
    sent: a.sent + b.sent,
    succeeded: a.succeeded + b.succeeded,
    failed: a.failed + b.failed,
    rejected: a.rejected + b.rejected,
    cancelled: a.cancelled + b.cancelled,
    dropped: a.dropped + b.dropped,
  };
  return { ...sum, ...sumOf('rateLimited', a, b), ...sumOf('planned', a, b) };
}

const sumOf = (name: 'rateLimited' | 'planned', a: Counts, b: Counts): Partial<Counts> =>
  a[name] === undefined && b[name] === undefined ? {} : { [name]: (a[name] ?? 0) + (b[name] ?? 0) };
