import type { Case } from '../../case.ts';
import { endOf } from '../../tools.ts';

export const budgetRefuses: Case = {
  id: 'budget-refuses',
  title: 'A call that the budget lets go only after its deadline fails at once, and does not wait for that',
  source: 'BerriAI/litellm, Budgets and rate limits: BudgetExceededError; Google SRE book, Handling Overload',
  async run(check) {
    const upstream = await check.upstream([200]);
    const window = { limit: 1_000, windowMs: 1_000 };
    const budget = { unit: 'requests', max: 3, periodMs: 60_000 };
    const client = check.client(upstream, { window, budget, deadlineMs: 20_000 });
    for (let n = 0; n < 3; n += 1) await client.call();
    const fourth = await endOf(client.call(), 2_000);
    check.that(fourth !== undefined && 'error' in fourth, 'the fourth call does not fail at once');
    check.equal('requests', upstream.arrivals.length, 3);
  },
  bug: {
    seam: 'budget-refuses',
    becomes: 'true',
  },
};
