import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { percentileName, tailObjective } from '../shared/objectives.ts';
import type { Snapshot } from '../shared/progress.ts';
import type { AlertWatch } from './alerts.ts';
import type { PrometheusClient } from './client.ts';
import { durationQuantile } from './quantile.ts';
import { tallyQueries } from './raw-counters.ts';

type Watched = Pick<ProviderContract, 'name' | 'objectives'>;

/** One query for all numbers of the progress line, so that watching costs next to nothing. */
function progressQuery(contract: Watched, operation: string | undefined): string {
  const { name, objectives } = contract;
  const of = `provider="${name}"`;
  const counted = operation === undefined ? '' : `,operation="${operation}"`;
  const named = (is: string, expression: string): string => `label_replace(${expression}, "is", "${is}", "", "")`;
  const errors = objectives.find(({ sli }) => sli === 'errors');
  const tallied = errors && tallyQueries(name, errors);
  const tail = tailObjective(contract);
  return [
    named('calls', `sum(${metricNames.callDuration}_count{${of}${counted}})`),
    named('throttled', `sum(${metricNames.rateLimitHits}{${of},source="upstream"})`),
    ...(tallied === undefined ? [] : [named('bad', tallied.bad), named('counted', tallied.total)]),
    ...(tail === null ? [] : [named('tail', durationQuantile(tail.objective, tail, name))]),
  ].join(' or ');
}

/** How far the run is, by the gateway's own metrics; null as long as there are none. `counts` is the plan's. */
export async function prometheusSnapshot(
  prometheus: PrometheusClient,
  contract: Watched,
  watch: AlertWatch,
  counts?: string,
): Promise<Snapshot | null> {
  const [samples, firing] = await Promise.all([prometheus.instant(progressQuery(contract, counts)), watch.look()]);
  const of = (name: string): number | undefined => samples.find(({ labels }) => labels.is === name)?.value;
  const calls = of('calls');
  if (calls === undefined) return null;
  const bad = of('bad');
  const tailS = of('tail');
  const tail = tailObjective(contract);
  return {
    calls,
    errorRatio: bad === undefined ? null : bad / Math.max(1, of('counted') ?? 0),
    tail: tail === null || tailS === undefined ? null : { name: percentileName(tail), ms: tailS * 1_000 },
    throttled: of('throttled') ?? null,
    firing,
  };
}
