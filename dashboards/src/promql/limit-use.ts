import type { LatencyObjective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { bucketBoundary } from './objective.ts';
import { type Scope, scopeMatchers } from './scope.ts';
import { type Matchers, selector } from './selector.ts';
import { gauge } from './series.ts';

const waits = `${metricNames.limitWait}_count`;
const calls = `${metricNames.callDuration}_count`;

/** What is taken, or owed, of limits over time, as a share of each; `how` it is put together over processes. */
export function shareOfLimit(
  metric: typeof metricNames.limitUsed | typeof metricNames.limitDebt,
  how: 'sum' | 'max',
  limits: readonly string[],
  scope: Scope,
): string {
  const of = { limit: limits };
  const whole = gauge(metricNames.limit, 'max', scope, 'limit', of);
  return `${gauge(metric, how, scope, 'limit', of)} / on (limit) ${whole}`;
}

/** What is owed of limits, where it has not fallen, and never been 0, for so long; no sample of the others. */
export function stayingDebt(limits: readonly string[], scope: Scope, window: string): string {
  const debt = selector(metricNames.limitDebt, { ...scopeMatchers(scope), limit: limits });
  const now = `sum by (limit) (${debt})`;
  return `${now} >= sum by (limit) (${debt} offset ${window})\nand\nsum by (limit) (min_over_time(${debt}[${window}])) > 0`;
}

/**
 * By limit, how many waits for it were longer than the objective allows a whole call, as a share of all calls that ended.
 */
export function longWaits(
  objective: Pick<LatencyObjective, 'operations' | 'thresholdMs'>,
  scope: Scope,
  window: string,
): string {
  const matchers: Matchers = { ...scopeMatchers(scope), operation: objective.operations };
  const increase = (metric: string, more: Matchers = {}): string =>
    `increase(${selector(metric, { ...matchers, ...more })}[${window}])`;
  const short = increase(`${metricNames.limitWait}_bucket`, { le: bucketBoundary(objective.thresholdMs) });
  return `(sum by (limit) (${increase(waits)}) - sum by (limit) (${short})) / on () group_left () (sum(${increase(calls)}) > 0)`;
}

/** How many calls `longWaits` is a share of. */
export function endedCalls({ operations }: Pick<LatencyObjective, 'operations'>, scope: Scope, window: string): string {
  return `sum(increase(${selector(calls, { ...scopeMatchers(scope), operation: operations })}[${window}]))`;
}

/** The share of a budget that a whole period costs, at the pace of the window. */
export function budgetPace(
  { name = 'budget', periodMs }: { name?: string; periodMs: number },
  scope: Scope,
  window: string,
): string {
  const of = { limit: name };
  const spent = selector(metricNames.budgetSpent, { ...scopeMatchers(scope), ...of });
  return `sum(rate(${spent}[${window}])) * ${periodMs / 1_000} / ${gauge(metricNames.limit, 'max', scope, undefined, of)}`;
}
