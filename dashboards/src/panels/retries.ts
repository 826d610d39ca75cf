import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { RequestsPerSecond } from '@grafana/grafana-foundation-sdk/units';
import { panelScope, perSecond } from '../promql/index.ts';
import { type PanelSpec, stepWindow, timeseries } from './common.ts';

/** Retries that were scheduled, and the calls that had none left. */
export function retryPanel(contract: ProviderContract): PanelSpec {
  const scope = panelScope(contract);
  const panel = timeseries(
    {
      title: 'Retries',
      description:
        'Retries scheduled, by what made them necessary; a call that ends while it waits never makes the attempt. exhausted: calls that had no attempt left.',
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
