import { obtainRedis } from '@evenkeel/tools/redis';
import type { Experiment } from '../experiment.ts';
import { runBudget } from './budget.ts';
import { budgetPlan, sharesPlan } from './plan.ts';
import { ruleOnBudget, ruleOnShares } from './report.ts';
import { runShares } from './shares.ts';

export const fairShares: Experiment = {
  name: 'fair-shares',
  title: 'two tenants and three priorities under a limit, and a budget over 8 processes: divided as promised',
  onlyByName: true,
  options: { uncoordinated: { what: 'the processes do not know of each other: the budget must be exceeded' } },
  async run({ quick, seed, own }, { signal, show }) {
    const plans = { shares: sharesPlan(quick, seed), budget: budgetPlan(quick, seed) };
    const uncoordinated = own.uncoordinated === true;
    // First: it must have run for a period before it knows that nothing was spent.
    const redis = uncoordinated ? null : await obtainRedis('server', { signal });
    try {
      show('fair-shares: tenants and priorities');
      const shares = ruleOnShares(await runShares(plans.shares, signal));
      show('fair-shares: a budget over processes');
      const budget = ruleOnBudget(plans.budget, await runBudget(plans.budget, redis?.url ?? null, signal));
      const verdicts = [shares.verdict, budget.verdict];
      const worst = (['FAIL', 'INCONCLUSIVE'] as const).find((each) => verdicts.includes(each)) ?? 'PASS';
      const verdict = uncoordinated ? (budget.verdict === 'PASS' ? 'INCONCLUSIVE' : 'PASS') : worst;
      const how = uncoordinated ? 'uncoordinated, as it must be punished: ' : '';
      return {
        verdict,
        lines: [
          ...shares.lines,
          '',
          ...budget.lines,
          '',
          `fair-shares: ${verdict}; ${how}${shares.figure}; ${budget.figure}`,
        ],
        json: { plans, shares, budget },
      };
    } finally {
      await redis?.stop();
    }
  },
};
