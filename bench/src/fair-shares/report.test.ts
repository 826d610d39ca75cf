import { describe, expect, it } from 'vitest';
import { budgetPlan, keptShares, sharedPriorities, tenantNames } from './plan.ts';
import { ruleOnBudget, ruleOnShares } from './report.ts';

/** What each has got, with one of them changed. */
const got = (times: number) =>
  tenantNames.flatMap((tenant) =>
    sharedPriorities.map((priority) => {
      const cost = 1_000 * keptShares[priority] * (tenant === 'quiet' && priority === 0 ? times : 1);
      return { tenant, priority, calls: 1, cost, longestMs: 1 };
    }),
  );

describe('the ruling', () => {
  it.each([
    [1, 0, 0.98, 'PASS'],
    [1.04, 0, 0.98, 'PASS'],
    [0.9, 0, 0.98, 'FAIL'],
    [1, 1, 0.98, 'FAIL'],
    [1, 0, 0.7, 'INCONCLUSIVE'],
    [1, 1, 0.7, 'FAIL'],
  ])('where one has %d of its share, %d calls are lost, and %d is used: %s', (times, lost, used, verdict) => {
    expect(ruleOnShares({ cells: got(times), lost, used }).verdict).toBe(verdict);
  });

  const plan = { ...budgetPlan(true, 1), max: 100, periodMs: 1_000, runMs: 900 };
  const spends = (costs: readonly number[], lost = 0) => ({
    metered: costs.map((cost, at) => ({ name: '0', cost, cameAtMs: at * 10, answeredAtMs: at * 10 + 5 })),
    ...{ startedAtMs: 0, refused: 0, lost },
  });

  it.each([
    ['within it', [50, 50], 0, 'PASS'],
    ['beyond it by what was in flight', [60, 60], 0, 'PASS'],
    ['beyond it by more than was in flight', [60, 60, 60], 0, 'FAIL'],
    ['that bound nothing', [50], 0, 'FAIL'],
    ['with a call that failed', [50, 50], 1, 'FAIL'],
  ])('a budget %s', (_, costs, lost, verdict) => {
    expect(ruleOnBudget(plan, spends(costs, lost)).verdict).toBe(verdict);
  });
});
