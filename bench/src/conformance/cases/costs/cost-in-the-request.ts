import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi, numberIn } from './metered-api.fixture.ts';

export const costInTheRequest: Case = {
  id: 'cost-in-the-request',
  title:
    'Where a field of the request says what it costs, a call is sent when there is as much, and else at its default',
  source: 'GitHub, GraphQL API rate limits (first and last make the points); sindresorhus/p-queue issue 176',
  async run(check) {
    const api = new MeteredApi({ meter: bucket(12, 40), cost: (arrival) => numberIn(arrival, 'points') ?? 2 });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: { request: 'points', otherwise: 2 } } };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 12, refillPerSecond: 40, costs }] });
    const payloads = [{ points: 9 }, {}, { points: 6 }, { points: 9 }, { points: 1 }, {}, { points: 5 }, {}];
    const calls = payloads.map((payload) => client.call({ idempotency: 'none', payload }));
    await allEnd(check, calls, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'cost-in-a-request',
    becomes: 'Math.min(1, $&)',
    alsoFails: ['cost-above-the-bucket'],
  },
};
