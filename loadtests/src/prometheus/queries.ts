import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { LatencyObjective, Objective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import type { MeteredAttempts } from '../shared/evidence.ts';

/** The names of the scraped jobs, by which panels select. */
export const jobs = { gateway: 'gateway', mock: 'mock-server' } as const;

const calls = `${metricNames.callDuration}_count`;
const buckets = `${metricNames.callDuration}_bucket`;

const oneOf = (label: string, values: readonly string[]): string => `${label}=~"${values.join('|')}"`;

/**
 * The queries for an objective's bad calls and for all calls that it counts. The
 * processes are as old as the run, so the counters themselves are the run's
 * numbers; `increase` would only extrapolate them.
 */
export function tallyQueries(provider: string, objective: Objective): { bad: string; total: string } {
  const scope = `job="${jobs.gateway}",provider="${provider}",${oneOf('operation', objective.operations)}`;
  if (objective.sli === 'errors') {
    const counted = objective.excluded.length === 0 ? '' : `,outcome!~"${objective.excluded.join('|')}"`;
    return {
      bad: `sum(${calls}{${scope},${oneOf('outcome', objective.bad)}})`,
      total: `sum(${calls}{${scope}${counted}})`,
    };
  }
  const ok = `${scope},${oneOf('outcome', objective.outcomes)}`;
  // Prometheus 3 writes the boundary 2 as "2.0".
  const boundary = String(objective.thresholdMs / 1_000).replace('.', '\\\\.');
  const fast = `sum(${buckets}{${ok},le=~"${boundary}(\\\\.0)?"})`;
  return { bad: `sum(${calls}{${ok}}) - ${fast}`, total: `sum(${calls}{${ok}})` };
}

/** What the gateway counts of attempts; each query is one number. */
export function attemptQueries(provider: string): Record<keyof MeteredAttempts, string> {
  const scope = `job="${jobs.gateway}",provider="${provider}"`;
  const sum = (metric: string, labels = ''): string => `sum(${metric}{${scope}${labels}}) or vector(0)`;
  const { attempts, attemptDuration, rateLimitHits, retries } = metricNames;
  return {
    first: sum(attempts, ',kind="first"'),
    retry: sum(attempts, ',kind="retry"'),
    cancelled: sum(attempts, ',result="cancelled"'),
    throttled: sum(attempts, ',result="throttled"'),
    durations: sum(`${attemptDuration}_count`),
    hits: sum(rateLimitHits, ',source="upstream"'),
    scheduled: sum(retries),
    unfinished: sum(calls, ',outcome!="ok"'),
  };
}

/** How often the breakers of the gateway's clients changed their state. */
export const breakerTransitionsQuery = (provider: string): string =>
  `sum(${metricNames.breakerTransitions}{job="${jobs.gateway}",provider="${provider}"})`;

/** How many calls the gateway has in flight or in its queues; only what has a ceiling has a queue. */
export const busyQuery = `sum(${metricNames.inFlight}{job="${jobs.gateway}"}) + (sum(${metricNames.queued}{job="${jobs.gateway}"}) or vector(0))`;

/** When the gateway started, by its own clock, in seconds. */
export const startTimeQuery = `process_start_time_seconds{job="${jobs.gateway}"}`;

/** How often a job was scraped in the last seconds; a scrape that failed does not count. */
export const timesScrapedQuery = (job: string, seconds: number): string =>
  `sum(sum_over_time(up{job="${job}"}[${Math.max(1, seconds)}s]))`;

export const lastScrapeQuery = `timestamp(up{job="${jobs.gateway}"})`;

/**
 * One query for all numbers of the progress line, so that watching costs next to nothing. The label `is` names each
 * number.
 * @param tail the objective whose percentile is asked for; null: none
 * @param operation the operation that counts as a call; default: all do
 */
export function progressQuery(
  { name, objectives }: Pick<ProviderContract, 'name' | 'objectives'>,
  tail: LatencyObjective | null,
  operation?: string,
): string {
  const of = `provider="${name}"`;
  const counted = operation === undefined ? '' : `,operation="${operation}"`;
  const named = (is: string, expression: string): string => `label_replace(${expression}, "is", "${is}", "", "")`;
  const errors = objectives.find(({ sli }) => sli === 'errors');
  const tallied = errors && tallyQueries(name, errors);
  return [
    named('calls', `sum(${calls}{${of}${counted}})`),
    named('throttled', `sum(${metricNames.rateLimitHits}{${of},source="upstream"})`),
    ...(tallied === undefined ? [] : [named('bad', tallied.bad), named('counted', tallied.total)]),
    ...(tail === null ? [] : [named('tail', tailQuery(tail, name))]),
  ].join(' or ');
}

/** The duration at an objective's percentile, in seconds, over all operations and the whole life of the processes. */
const tailQuery = ({ objective, outcomes }: LatencyObjective, provider: string): string =>
  `histogram_quantile(${objective}, sum by (le) (${buckets}{provider="${provider}",${oneOf('outcome', outcomes)}}))`;
