import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const unusedCostComesBack: Case = {
  id: 'unused-cost-comes-back',
  title: 'What the body says that a call has not taken of its estimate is there for the next one at once',
  source: 'Shopify, API rate limits (requestedQueryCost, and the difference to actualQueryCost is refunded)',
  async run(check) {
    const api = new MeteredApi({
      meter: bucket(10, 1),
      needs: () => 8,
      reply: (actual) => ({ body: { extensions: { cost: { actual } } } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 8, settled: { body: 'extensions.cost.actual' } } };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 10, refillPerSecond: 1, costs }] });
    for (let at = 0; at < 3; at += 1) await allEnd(check, [client.call({ idempotency: 'none' })], 5_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'cost-in-a-body',
    becomes: 'undefined',
    alsoFails: ['cost-of-a-stream', 'cost-that-cannot-be', 'tenants-settle'],
  },
};
