import { neroxProfile, neuraProfile, nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { budgets, metered } from '../metered.fixture.ts';
import { buildDashboard } from '../provider-dashboard.ts';

const exprs = (contract: ProviderContract, title: string, options = {}): string[] | undefined =>
  buildDashboard(contract, options)
    .panels.find((panel) => panel.title === title)
    ?.targets?.map(({ expr }) => expr.replaceAll(`provider="${contract.name}",job=~"$job"`, ''));

const share = (how: string, limits: string, metric = 'used') =>
  `${how} by (limit) (evenkeel_limit_${metric}{,${limits}}) / on (limit) max by (limit) (evenkeel_limit{,${limits}})`;
const inFlight = 'sum (evenkeel_in_flight{}) / (max (evenkeel_concurrency_limit{}) > 0)';

describe('the share of each limit that is used', () => {
  test.each<{ of: ProviderContract; why: string; queries: string[] }>([
    {
      of: nimbusProfile,
      why: 'each process hears of the whole',
      queries: [share('max', 'limit="requests"'), inFlight],
    },
    { of: neuraProfile, why: 'each counts its own', queries: [share('sum', 'limit="requests"')] },
    { of: neroxProfile, why: 'each counts its own', queries: [share('sum', 'limit="jobs"'), inFlight] },
    { of: metered, why: 'each counts its own', queries: [share('sum', 'limit=~"requests|tokens|a-day"')] },
  ])('of $of.name: $why', ({ of, queries }) => {
    expect(exprs(of, 'Share of each limit used')).toEqual(queries);
  });
});

describe('debt', () => {
  test('is drawn of what is found to have cost more than was thought', () => {
    expect(exprs(metered, 'Debt of each limit')).toEqual([share('sum', 'limit=~"tokens|a-day"', 'debt')]);
  });

  test.each([nimbusProfile, neuraProfile, neroxProfile])('is not, where all calls cost the same: $name', (contract) => {
    expect(exprs(contract, 'Debt of each limit')).toBeUndefined();
  });
});

describe('budgets', () => {
  test('are drawn where the application has some', () => {
    expect(exprs(metered, 'Share of each budget used', { budgets })).toEqual([share('sum', 'limit=~"budget|bursts"')]);
    expect(exprs(metered, 'Pace of each budget', { budgets })?.[1]).toBe(
      'sum(rate(evenkeel_budget_spent_total{,limit="bursts"}[$__rate_interval])) * 60 / max (evenkeel_limit{,limit="bursts"})',
    );
    const panel = buildDashboard(metered, { budgets }).panels.find(
      ({ title }) => title === 'Share of each budget used',
    );
    expect(panel?.description).toContain('budget: 100,000 tokens in 1440 min; bursts: 2,000 tokens in 60 s');
  });

  test('and nowhere else', () => {
    expect(buildDashboard(metered).panels.map(({ title }) => title)).not.toContain('Budgets');
  });
});
