import type { ErrorObjective, LatencyObjective, Objective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { type Scope, scopeMatchers } from './scope.ts';
import { type Matchers, selector } from './selector.ts';

/** Errors and all calls are both read from the histogram's count, so that no scrape falls between two metrics. */
const calls = `${metricNames.callDuration}_count`;
const buckets = `${metricNames.callDuration}_bucket`;

function increase(metric: string, matchers: Matchers, window: string): string {
  return `sum(increase(${selector(metric, matchers)}[${window}]))`;
}

function counted(objective: Objective, scope: Scope): Matchers {
  return {
    ...scopeMatchers(scope),
    operation: objective.operations,
    outcome: objective.sli === 'errors' ? { not: objective.excluded } : objective.outcomes,
  };
}

/** Matches `le` as Prometheus 2 stores it (`2`) and as Prometheus 3 rewrites it (`2.0`). */
export function bucketBoundary(thresholdMs: number): Matchers[string] {
  const seconds = String(thresholdMs / 1_000);
  return seconds.includes('.') ? seconds : { matches: `${seconds}(\\.0)?` };
}

/**
 * Refuses objectives on attempts, which would silently be read from the wrong series. Jobs are fine: a job is a call
 * that lasts as long as the job.
 */
function requireCalls(objective: LatencyObjective): void {
  if (objective.of === 'attempt') {
    throw new RangeError(
      `The objective "${objective.name}" is about the duration of an attempt, which is not promised here; use "call" or "job".`,
    );
  }
}

function errorRatio(objective: ErrorObjective, scope: Scope, window: string): string {
  const all = counted(objective, scope);
  const bad = increase(calls, { ...all, outcome: objective.bad }, window);
  // Without traffic there is no sample, rather than 0 / 0; without an error there is 0, rather than no sample.
  return `(${bad} or vector(0)) / (${increase(calls, all, window)} > 0)`;
}

function slowRatio(objective: LatencyObjective, scope: Scope, window: string): string {
  requireCalls(objective);
  const all = counted(objective, scope);
  const fast = increase(buckets, { ...all, le: bucketBoundary(objective.thresholdMs) }, window);
  // Exact, since the threshold is a bucket's boundary; a quantile would interpolate.
  return `1 - ${fast} / (${increase(calls, all, window)} > 0)`;
}

/**
 * The share of an objective's calls that broke it: errors and refusals, or successes slower than the threshold. It has
 * no sample if there was no call.
 */
export function badRatio(objective: Objective, scope: Scope, window: string): string {
  return objective.sli === 'errors' ? errorRatio(objective, scope, window) : slowRatio(objective, scope, window);
}

/** How many calls the objective's ratio is computed from. */
export function sampleCount(objective: Objective, scope: Scope, window: string): string {
  return increase(calls, counted(objective, scope), window);
}

/**
 * The duration below which the promised share of calls ended, by operation, in seconds. It is interpolated within a
 * bucket, so it is for looking at; `badRatio` decides.
 */
export function durationQuantile(
  objective: LatencyObjective,
  operations: readonly string[],
  scope: Scope,
  window: string,
): string {
  requireCalls(objective);
  const matchers = { ...counted(objective, scope), operation: operations };
  const rates = `sum by (le, operation) (rate(${selector(buckets, matchers)}[${window}]))`;
  return `histogram_quantile(${objective.objective}, ${rates})`;
}
