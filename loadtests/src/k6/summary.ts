import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { Durations, Evidence, ScriptEvidence, Tally } from '../shared/evidence.ts';
import {
  badMetric,
  durationMetric,
  outcomeMetrics,
  percentile,
  percentileName,
  pick,
  tailObjective,
  thresholdsFor,
  thrownMetric,
} from '../shared/objectives.ts';

interface Metric {
  type: 'counter' | 'gauge' | 'rate' | 'trend';
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

interface Group {
  checks: readonly { name: string; passes: number; fails: number }[];
  name: string;
  groups: readonly Group[];
}

/** The part of what k6 hands to `handleSummary` that is read here. */
export interface Summary {
  metrics: Record<string, Metric | undefined>;
  root_group: Group;
}

export type SummaryEvidence = Pick<Evidence, 'readings' | 'counts' | 'durations'> & {
  script: Omit<ScriptEvidence, 'firstError'>;
};

/** Reads k6's summary. `callsPerIteration` is how many calls one dropped iteration would have sent. */
export function readSummary(
  { metrics, root_group }: Summary,
  contract: Pick<ProviderContract, 'name' | 'objectives'>,
  objectives: readonly string[],
  callsPerIteration: number,
): SummaryEvidence {
  const counter = (name: string): number => metrics[name]?.values.count ?? 0;
  const succeeded = counter(outcomeMetrics.ok);
  const failed = counter(outcomeMetrics.error);
  const rejected = counter(outcomeMetrics.rejected);
  const cancelled = counter(outcomeMetrics.cancelled);
  return {
    counts: {
      sent: succeeded + failed + rejected + cancelled,
      succeeded,
      failed,
      rejected,
      cancelled,
      dropped: counter('dropped_iterations') * callsPerIteration,
    },
    readings: pick(contract, objectives).map((objective) => ({
      objective,
      k6: tallyOf(metrics[badMetric(objective.name)]),
    })),
    durations: durationsOf(metrics[durationMetric], contract),
    script: {
      ...ownThresholds(metrics, thresholdsFor(contract, objectives)),
      checks: checksOf(root_group),
      thrown: counter(thrownMetric),
    },
  };
}

function durationsOf(metric: Metric | undefined, contract: Pick<ProviderContract, 'objectives'>): Durations | null {
  const trend = metric?.values;
  if (trend === undefined || trend.count === 0) return null;
  const objective = tailObjective(contract);
  const tail = objective && { name: percentileName(objective), ms: trend[percentile(objective)] ?? 0 };
  return { p50: trend['p(50)'] ?? 0, tail, max: trend.max ?? 0 };
}

/** In a Rate, k6 calls what was added as true `passes`: here these are the bad calls. */
function tallyOf(metric: Metric | undefined): Tally {
  const { passes = 0, fails = 0 } = metric?.values ?? {};
  return { bad: passes, total: passes + fails };
}

function checksOf({ checks, groups }: Group, within = ''): ScriptEvidence['checks'] {
  return [
    ...checks.map(({ name, passes, fails }) => ({ name: `${within}${name}`, passes, fails })),
    ...groups.flatMap((group) => checksOf(group, `${within}${group.name} > `)),
  ];
}

/** The script's own thresholds, without the objectives', which are judged exactly elsewhere. */
function ownThresholds(
  metrics: Summary['metrics'],
  derived: Record<string, unknown>,
): Pick<ScriptEvidence, 'vacuous' | 'crossed'> {
  const vacuous: string[] = [];
  const crossed: string[] = [];
  for (const [name, metric] of Object.entries(metrics)) {
    if (metric?.thresholds === undefined || name in derived) continue;
    for (const [expression, { ok }] of Object.entries(metric.thresholds)) {
      if (isEmpty(metric) && !wantsNone(expression)) vacuous.push(`${name}: ${expression}`);
      else if (!ok) crossed.push(`${name}: ${expression}`);
    }
  }
  return { vacuous, crossed };
}

function isEmpty({ type, values }: Metric): boolean {
  switch (type) {
    case 'rate':
      return (values.passes ?? 0) + (values.fails ?? 0) === 0;
    case 'trend':
    case 'counter':
      return (values.count ?? 0) === 0;
    case 'gauge':
      return false;
  }
}

/** `count==0` demands that there is no sample, so it does not pass vacuously without one. */
const wantsNone = (expression: string): boolean => /^count\s*(==|<=|===)\s*0$|^count\s*<\s*1$/.test(expression.trim());
