import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const costOfNothing: Case = {
  id: 'cost-of-nothing',
  title: 'A header settles what a call has cost, and where it says 0 all comes back',
  source: 'Azure Cosmos DB, request units (x-ms-request-charge)',
  async run(check) {
    const charges = [0, 1, 0, 1];
    const api = new MeteredApi({
      meter: bucket(10, 1),
      needs: () => 8,
      cost: (_arrival, at) => charges[at] ?? 1,
      reply: (charge) => ({ headers: { 'x-request-charge': String(charge) } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 8, settled: { header: 'x-request-charge' } } };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 10, refillPerSecond: 1, costs }] });
    for (const _charge of charges) await allEnd(check, [client.call({ idempotency: 'none' })], 5_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'cost-in-a-header',
    becomes: '$& || undefined',
  },
};
