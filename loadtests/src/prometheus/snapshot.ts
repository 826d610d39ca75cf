import { metricNames } from '@evenkeel/toolkit/telemetry';
import type { Snapshot } from '../report/progress.ts';
import type { AlertWatch } from './alerts.ts';
import type { PrometheusClient } from './client.ts';

/** One query for all numbers of the progress line, so that watching costs next to nothing. */
function progressQuery(provider: string): string {
  const calls = `${metricNames.callDuration}_count{provider="${provider}"`;
  const named = (name: string, expression: string): string => `label_replace(${expression}, "is", "${name}", "", "")`;
  return [
    named('calls', `sum(${calls}})`),
    named('bad', `sum(${calls},outcome=~"error|rejected"})`),
    named(
      'p99',
      `histogram_quantile(0.99, sum by (le) (${metricNames.callDuration}_bucket{provider="${provider}",outcome="ok"}))`,
    ),
    named('throttled', `sum(${metricNames.rateLimitHits}{provider="${provider}",source="upstream"})`),
  ].join(' or ');
}

/** How far the run is, by the gateway's own metrics; null as long as there are none. */
export async function prometheusSnapshot(
  prometheus: PrometheusClient,
  provider: string,
  watch: AlertWatch,
): Promise<Snapshot | null> {
  const [samples, firing] = await Promise.all([prometheus.instant(progressQuery(provider)), watch.look()]);
  const of = (name: string): number | undefined => samples.find(({ labels }) => labels.is === name)?.value;
  const calls = of('calls');
  if (calls === undefined) return null;
  const p99 = of('p99');
  return {
    calls,
    errorRatio: calls === 0 ? 0 : (of('bad') ?? 0) / calls,
    tail: { name: 'p99', ms: p99 === undefined ? null : p99 * 1_000 },
    throttled: of('throttled') ?? null,
    firing,
  };
}
