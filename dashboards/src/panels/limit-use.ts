import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { PercentUnit, Short } from '@grafana/grafana-foundation-sdk/units';
import { ceilingName, debtors, hasCeiling, limitsOver } from '../contract-traits.ts';
import { gauge, panelScope, perSecond, type Scope, shareOfLimit } from '../promql/index.ts';
import { type PanelSpec, stacked, stepWindow, timeseries } from './common.ts';

const { limitUsed, limitDebt } = metricNames;

function used(contract: ProviderContract, scope: Scope): PanelSpec[] {
  const { ours, told } = limitsOver(contract);
  const queries = [
    ...(ours.length === 0 ? [] : [{ expr: shareOfLimit(limitUsed, 'sum', ours, scope), legend: '{{limit}}' }]),
    // Each process hears of the whole.
    ...(told.length === 0 ? [] : [{ expr: shareOfLimit(limitUsed, 'max', told, scope), legend: '{{limit}}' }]),
    ...(hasCeiling(contract)
      ? [
          {
            expr: `${gauge(metricNames.inFlight, 'sum', scope)} / (${gauge(metricNames.concurrencyLimit, 'max', scope)} > 0)`,
            legend: ceilingName(contract),
          },
        ]
      : []),
  ];
  if (queries.length === 0) return [];
  const panel = timeseries(
    {
      title: 'Share of each limit used',
      description:
        'What is taken of each limit now, over all processes; of what the API counts apart, where most is. A limit that is used as a whole is no harm by itself: calls wait for it then.',
      unit: PercentUnit,
    },
    queries,
  );
  return [{ width: 12, height: 8, panel }];
}

function waits(scope: Scope): PanelSpec {
  const panel = stacked(
    {
      title: 'Waiting calls by limit',
      description:
        'Seconds waited in each second, which is how many calls were waiting on average, by the limit that held each last. Counted when a wait ends.',
      unit: Short,
    },
    [{ expr: perSecond(`${metricNames.limitWait}_sum`, 'limit', scope, stepWindow), legend: '{{limit}}' }],
  );
  return { width: 12, height: 8, panel };
}

function debt(contract: ProviderContract, scope: Scope): PanelSpec[] {
  const limits = debtors(contract).map(({ name }) => name);
  if (limits.length === 0) return [];
  const panel = timeseries(
    {
      title: 'Debt of each limit',
      description:
        'What calls were found to have cost beyond what a limit had left, as a share of it. It is paid before anything else leaves: at 100 % a whole window pays for nothing else.',
      unit: PercentUnit,
    },
    [{ expr: shareOfLimit(limitDebt, 'sum', limits, scope), legend: '{{limit}}' }],
  );
  return [{ width: 12, height: 8, panel }];
}

/** How much of each limit is taken and owed, and how long calls wait for which; none for an API without limits. */
export function limitUsePanels(contract: ProviderContract): PanelSpec[] {
  const scope = panelScope(contract);
  const share = used(contract, scope);
  return share.length === 0 ? [] : [...share, waits(scope), ...debt(contract, scope)];
}
