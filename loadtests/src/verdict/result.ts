import { errorBudget } from '@evenkeel/toolkit/slo';
import { type Verdict, worst } from '@evenkeel/tools/command-line';
import { ratio } from './agreement.ts';
import { decide } from './decide.ts';
import type { AlertState, Counts, Facts, FleetSummary } from './evidence.ts';

/** One objective in `verdict.json`: shares of bad calls. */
export interface ObjectiveResult {
  name: string;
  target: number;
  k6: number;
  prometheus?: number;
  panel?: number;
  alert?: AlertState;
}

/** `verdict.json`. What does not apply is left out. */
export interface Result {
  verdict: Verdict;
  scenario: string;
  seed: number;
  startedAt: string;
  durationMs: number;
  objectives: ObjectiveResult[];
  counts: Counts;
  ratios: Record<string, number>;
  /** Of a fleet alone. */
  fleet?: FleetSummary;
  reasons: string[];
}

/** `verdict.json` of several scenarios: the worst verdict, and each run of its own. */
export interface CombinedResult extends Result {
  runs: Result[];
}

export interface RunIdentity {
  seed: number;
  startedAt: Date;
  durationMs: number;
}

export function toResult(facts: Facts, { seed, startedAt, durationMs }: RunIdentity): Result {
  const { verdict, reasons } = decide(facts);
  return {
    verdict,
    scenario: facts.scenario,
    seed,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
    objectives: facts.readings.map(({ objective, k6, prometheus, panel, alert }) => ({
      name: objective.name,
      target: errorBudget(objective),
      k6: ratio(k6),
      ...(prometheus === undefined ? {} : { prometheus: ratio(prometheus) }),
      ...(panel === undefined || panel === null ? {} : { panel }),
      ...(alert === undefined ? {} : { alert }),
    })),
    counts: facts.counts,
    ratios: Object.assign({}, ...facts.assertions.map((assertion) => assertion.ratios)),
    ...(facts.fleet === undefined ? {} : { fleet: facts.fleet }),
    reasons: reasons.map((reason) => reason.text),
  };
}

/** Counts are added up; of ratios, the largest stands. */
export function combine(runs: readonly Result[]): CombinedResult {
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
  if (a.rateLimited === undefined && b.rateLimited === undefined) return sum;
  return { ...sum, rateLimited: (a.rateLimited ?? 0) + (b.rateLimited ?? 0) };
}
