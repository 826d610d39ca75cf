import type { Budget, ProviderContract } from '@evenkeel/toolkit/providers';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import { PercentUnit } from '@grafana/grafana-foundation-sdk/units';
import { budgetName, spellBudget } from '../format.ts';
import { budgetPace, panelScope, shareOfLimit } from '../promql/index.ts';
import { limitedTimeseries, type PanelSpec, stepWindow } from './common.ts';

/** What is used of the budgets that the application gives its clients, and what their pace leads to. */
export function budgetPanels(contract: ProviderContract, budgets: readonly Budget[]): PanelSpec[] {
  if (budgets.length === 0) return [];
  const scope = panelScope(contract);
  const names = budgets.map(budgetName);
  const what = budgets.map(spellBudget).join('; ');
  return [
    {
      width: 12,
      height: 8,
      panel: limitedTimeseries(
        {
          title: 'Share of each budget used',
          description: `What calls of the last period have cost, and those in flight are thought to cost, over all processes, of ${what}. Beyond 100 % the processes share no store, so that each has the budget to itself.`,
          unit: PercentUnit,
        },
        [{ expr: shareOfLimit(metricNames.limitUsed, 'sum', names, scope), legend: '{{limit}}' }],
        1,
      ),
    },
    {
      width: 12,
      height: 8,
      panel: limitedTimeseries(
        {
          title: 'Pace of each budget',
          description:
            'What a whole period would cost at the pace of now, as a share of the budget. Beyond 100 % the budget is used up before its period ends, and calls are refused.',
          unit: PercentUnit,
        },
        budgets.map((budget) => ({ expr: budgetPace(budget, scope, stepWindow), legend: budgetName(budget) })),
        1,
      ),
    },
  ];
}
