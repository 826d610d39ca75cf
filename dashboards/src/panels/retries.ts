import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { RequestsPerSecond } from '@grafana/grafana-foundation-sdk/units';
import { panelScope, perSecond } from '../promql/index.ts';
import { type PanelSpec, stepWindow, timeseries } from './common.ts';

/** Attempts after the first, and the calls that ran out of them. */
export function retryPanel(contract: ProviderContract): PanelSpec {
  const scope = panelScope(contract);
  const panel = timeseries(
    {
      title: 'Retries',
      description: 'Attempts after the first, by what made them necessary; exhausted: calls that had no attempt left.',
      unit: RequestsPerSecond,
    },
    [
      { expr: perSecond(metricNames.retries, 'reason', scope, stepWindow), legend: '{{reason}}' },
      {
        expr: perSecond(metricNames.retriesExhausted, 'reason', scope, stepWindow),
        legend: '{{reason}} (exhausted)',
      },
    ],
  );
  return { width: 12, height: 8, panel };
}
