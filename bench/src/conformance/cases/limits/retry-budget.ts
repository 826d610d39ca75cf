import type { Case } from '../../case.ts';

const CALLS = 100;
const RATIO = 0.2;
const FLOOR = 10;

export const retryBudget: Case = {
  id: 'retry-budget',
  title: 'In an outage retries add a fifth to the load and the floor, and do not multiply it',
  source: 'Envoy, retry_budget (budget_percent, min_retry_concurrency); Finagle, RetryBudget; Polly issue 2348',
  async run(check) {
    const upstream = await check.upstream([503]);
    const client = check.client(upstream, {
      retry: {
        maxAttempts: 4,
        backoff: { baseMs: 5, jitterMs: 5, capMs: 20 },
        budget: { ratio: RATIO, floorPerWindow: FLOOR, windowMs: 60_000 },
      },
    });
    await Promise.allSettled(Array.from({ length: CALLS }, () => client.call()));
    check.between('requests', upstream.arrivals.length, CALLS + FLOOR, CALLS * (1 + RATIO) + FLOOR);
  },
  bug: {
    seam: 'retries-spent',
    becomes: '0',
  },
};
