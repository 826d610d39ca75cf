import type { Verdict } from '@evenkeel/tools/command-line';
import { formatCount, formatPercent } from '../format.ts';
import { table } from '../table.ts';
import type { BudgetResult } from './budget.ts';
import { mostSpent, worstError } from './checks.ts';
import { type BudgetPlan, fairPromises, keptShares, sharedPriorities, tenantNames } from './plan.ts';
import type { SharesResult } from './shares.ts';

export interface FairRuling {
  verdict: Verdict;
  lines: string[];
  figure: string;
}

/** Each tenant and priority must get what was promised of all that was settled, where the limit bound all the time. */
export function ruleOnShares({ cells, lost, used }: SharesResult): FairRuling {
  const parts = cells.map(({ priority, cost }) => ({
    promised: keptShares[priority as keyof typeof keptShares] / tenantNames.length,
    got: cost,
  }));
  const all = parts.reduce((sum, { got }) => sum + got, 0);
  const sums = (of: 'tenant' | 'priority', names: readonly (string | number)[], promised: (name: never) => number) =>
    names.map((name) => {
      const own = cells.filter((cell) => cell[of] === name);
      return { promised: promised(name as never), got: own.reduce((sum, { cost }) => sum + cost, 0) };
    });
  const byTenant = worstError(sums('tenant', tenantNames, () => 1 / tenantNames.length));
  const byPriority = worstError(sums('priority', sharedPriorities, (name) => keptShares[name]));
  const byCell = worstError(parts);
  const rows = cells.map(({ tenant, priority, calls, cost, longestMs }, at) => [
    ...[tenant, String(priority), formatCount(calls), formatCount(cost)],
    ...[formatPercent(cost / all), formatPercent(parts[at]?.promised ?? 0), `${(longestMs / 1_000).toFixed(2)} s`],
  ]);
  const worst = Math.max(byTenant, byPriority, byCell);
  const holds = worst <= fairPromises.shareError && lost === 0;
  const bound = used >= fairPromises.leastUsed || lost > 0;
  const errors = `tenants ${formatPercent(byTenant)}, priorities ${formatPercent(byPriority)}`;
  return {
    verdict: holds && bound ? 'PASS' : bound ? 'FAIL' : 'INCONCLUSIVE',
    lines: [
      ...table([['tenant', 'priority', 'calls', 'points', 'share', 'promised', 'longest call'], ...rows]),
      ...(bound ? [] : ['', 'The limit did not bind all the time: measure again, on a quieter machine.']),
    ],
    figure: `${formatPercent(used)} of the limit used, shares off by at most ${formatPercent(worst)} of what was promised (${errors}), ${lost} lost`,
  };
}

/** Nothing beyond what was in flight may be spent above the budget, and the budget must have bound. */
export function ruleOnBudget({ max, periodMs, runMs, processes }: BudgetPlan, result: BudgetResult): FairRuling {
  const { metered, refused, lost } = result;
  const { inPeriod, inFlight } = mostSpent(metered, periodMs);
  const spent = metered.reduce((sum, { cost }) => sum + cost, 0);
  const used = spent / (max * Math.ceil(runMs / periodMs));
  const beyond = Math.max(0, inPeriod - max);
  const holds = beyond <= inFlight && used >= fairPromises.leastUsed && lost === 0;
  return {
    verdict: holds ? 'PASS' : 'FAIL',
    lines: table([
      ['processes', 'budget', 'most in a period', 'beyond', 'in flight at most', 'used', 'refused', 'lost'],
      [
        ...[String(processes), `${formatCount(max)} in ${periodMs / 1_000} s`, formatCount(inPeriod)],
        ...[formatCount(beyond), formatCount(inFlight), formatPercent(used), formatCount(refused), String(lost)],
      ],
    ]),
    figure: `the budget of ${processes} processes exceeded by ${formatCount(beyond)} of ${formatCount(max)}, in flight at most ${formatCount(inFlight)}`,
  };
}
