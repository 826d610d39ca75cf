import type { Objective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { HarnessFault } from '@evenkeel/tools/command-line';
import type { Tally } from '../verdict/evidence.ts';
import type { PrometheusClient } from './client.ts';
import { jobs } from './config.ts';

const calls = `${metricNames.callDuration}_count`;
const buckets = `${metricNames.callDuration}_bucket`;

export const oneOf = (label: string, values: readonly string[]): string => `${label}=~"${values.join('|')}"`;

/**
 * The queries for an objective's bad calls and for all it counts. The
 * processes are as old as the run, so the counters are the run's own numbers:
 * `increase` would only extrapolate them.
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

export async function readTally(prometheus: PrometheusClient, provider: string, objective: Objective): Promise<Tally> {
  const queries = tallyQueries(provider, objective);
  const [bad, total] = await Promise.all([prometheus.value(queries.bad), prometheus.value(queries.total)]);
  if (bad === null || total === null) {
    throw new HarnessFault(
      `Prometheus has no counters for ${objective.name}: ${bad === null ? queries.bad : queries.total}`,
    );
  }
  return { bad, total };
}

/** How often the breakers of the gateway's clients changed their state. */
export async function readBreakerTransitions(prometheus: PrometheusClient, provider: string): Promise<number> {
  const query = `sum(${metricNames.breakerTransitions}{job="${jobs.gateway}",provider="${provider}"})`;
  const transitions = await prometheus.value(query);
  if (transitions === null) throw new HarnessFault(`Prometheus has no counter for ${query}.`);
  return transitions;
}
