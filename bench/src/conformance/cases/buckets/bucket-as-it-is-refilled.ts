import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { bucket, MeteredApi } from '../costs/metered-api.fixture.ts';

export const bucketAsItIsRefilled: Case = {
  id: 'bucket-as-it-is-refilled',
  title: 'What an empty bucket gets is used as it comes, and no window has to end first',
  source: 'Stripe, Scaling your API with rate limiters (token bucket); Amazon SP-API, Usage plans and rate limits',
  async run(check) {
    const api = new MeteredApi({ meter: bucket(20, 40), cost: () => 4 });
    const upstream = await check.upstream(api.script);
    const quotas = [{ unit: 'points', limit: 20, refillPerSecond: 40, costs: { safe: 4 } }];
    const client = check.client(upstream, { quotas });
    const calls = Array.from({ length: 15 }, () => client.call());
    const tookMs = await allEnd(check, calls, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
    check.between('ms for ten more than the bucket holds', tookMs, 990, 2_600);
  },
  bug: {
    seam: 'refill-of-a-bucket',
    becomes: '$& / 3',
    alsoFails: ['learnt-bucket-is-refilled'],
  },
};
