import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { Dollars, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { increase, panelScope, perSecond } from '../promql/index.ts';
import { type PanelSpec, shownWindow, stat, stepWindow, timeseries } from './common.ts';

/** What GPU jobs cost; no panel if calls cost nothing. */
export function costPanels(contract: ProviderContract): PanelSpec[] {
  const { billing } = contract;
  if (billing === undefined) return [];
  const scope = panelScope(contract);
  const billed = increase(metricNames.gpuBilledSeconds, scope, shownWindow);
  return [
    {
      width: 12,
      height: 8,
      panel: timeseries(
        {
          title: 'GPU cost',
          description:
            'GPU-seconds a second: billed, from the start of jobs to their end, and saved, since jobs were ended when their answer was good enough. Both move when a job ends.',
          unit: Seconds,
        },
        [
          { expr: perSecond(metricNames.gpuBilledSeconds, 'provider', scope, stepWindow), legend: 'billed' },
          { expr: perSecond(metricNames.gpuSavedSeconds, 'provider', scope, stepWindow), legend: 'saved' },
        ],
      ),
    },
    {
      width: 6,
      height: 8,
      panel: stat(
        { title: 'GPU-seconds billed', description: 'Of jobs that ended in the time shown.', unit: Seconds },
        { expr: billed, legend: 'billed' },
      ),
    },
    {
      width: 6,
      height: 8,
      panel: stat(
        {
          title: 'Price at the overage rate',
          description: `What the billed GPU-seconds of the time shown cost once the plan's included ones are used up: ${billing.overageUsd} USD each.`,
          unit: Dollars,
        },
        { expr: `${billed} * ${billing.overageUsd}`, legend: 'price' },
      ),
    },
  ];
}
