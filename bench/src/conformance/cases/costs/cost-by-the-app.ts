import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi, numberIn } from './metered-api.fixture.ts';

export const costByTheApp: Case = {
  id: 'cost-by-the-app',
  title: 'Where only the app knows what a call costs, what its function says is kept to',
  source: 'Shopify, GraphQL Admin API, query cost; SGrondin/bottleneck, weight',
  async run(check) {
    const costOf = (json: unknown): number => {
      const { pages, copies } = json as { pages: number; copies: number };
      return pages * copies;
    };
    const api = new MeteredApi({
      meter: bucket(12, 40),
      cost: (arrival) => (numberIn(arrival, 'pages') ?? 0) * (numberIn(arrival, 'copies') ?? 0),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: { estimator: 'sheets' } } };
    const client = check.client(upstream, {
      quotas: [{ unit: 'sheets', limit: 12, refillPerSecond: 40, costs }],
      estimators: { sheets: ({ json }) => costOf(json) },
    });
    const orders = [
      { pages: 3, copies: 3 },
      { pages: 1, copies: 2 },
      { pages: 2, copies: 5 },
      { pages: 4, copies: 2 },
      { pages: 1, copies: 5 },
    ];
    await allEnd(
      check,
      orders.map((payload) => client.call({ idempotency: 'none', payload })),
      8_000,
    );
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'estimator-of-an-app',
    becomes: '() => 1',
  },
};
