import type { Case } from '../../case.ts';
import { sharedBy } from './shared-by.fixture.ts';

const MAX = 5;

export const budgetIsKept: Case = {
  id: 'budget-is-kept',
  title: 'Calls cost no more in a period than the budget, whatever the limits of the API let through',
  source: 'BerriAI/litellm, Budgets and rate limits: max_budget and budget_duration; OpenAI, Usage limits',
  async run(check) {
    const budget = { unit: 'requests', max: MAX, periodMs: 60_000 };
    const { upstream, client } = await sharedBy(check, { budget, deadlineMs: 1_000 });
    const ends = await Promise.allSettled(Array.from({ length: 3 * MAX }, () => client.call()));
    check.equal('calls that failed', ends.filter(({ status }) => status === 'rejected').length, 2 * MAX);
    check.equal('requests', upstream.arrivals.length, MAX);
  },
  bug: {
    seam: 'budget-of-the-app',
    becomes: '1_000 * $&',
    alsoFails: ['budget-refuses'],
  },
};
