import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const estimatesThatFallShort: Case = {
  id: 'estimates-that-fall-short',
  title:
    'By how much an estimate fell short is kept for later calls until they are known, so that none exceeds the limit',
  source: 'Azure OpenAI, Quotas (the estimate is not the count of the bill); Jacobson, Congestion avoidance (margins)',
  async run(check) {
    const api = new MeteredApi({
      meter: bucket(100, 100),
      cost: () => 20,
      takesAtOnce: () => true,
      // Long enough for all that the client lets go to be on its way together.
      afterMs: () => 150,
      reply: (cost) => ({ headers: { 'x-cost': String(cost) } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 10, settled: { header: 'x-cost' } } };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 100, refillPerSecond: 100, costs }] });
    const call = () => client.call({ idempotency: 'none' });
    await call();
    await allEnd(check, Array.from({ length: 10 }, call), 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'shortfall-is-reserved',
    becomes: '1',
  },
};
