import type { Case } from '../../case.ts';
import { remaining } from '../hints/dialects.fixture.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const othersDrawFromABucket: Case = {
  id: 'others-draw-from-a-bucket',
  title: "Where others draw from the same bucket, what an answer says is left counts, and not the client's own sum",
  source: 'Shopify, API rate limits (currentlyAvailable); SGrondin/bottleneck issue 172 (used by something else)',
  async run(check) {
    const meter = bucket(20, 10);
    const left = (): string => String(Math.floor(meter.left(performance.now())));
    const api = new MeteredApi({ meter, reply: () => ({ headers: { 'x-ratelimit-remaining': left() } }) });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, {
      quotas: [{ unit: 'points', limit: 20, refillPerSecond: 10, costs: { safe: 1 } }],
      hints: [{ ...remaining, unit: 'points' }],
    });
    // So that a connection is open.
    await client.call();
    meter.take(14, performance.now());
    await client.call();
    await allEnd(
      check,
      Array.from({ length: 14 }, () => client.call()),
      8_000,
    );
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'others-draughts',
    becomes: '',
    alsoFails: ['learnt-bucket-of-others'],
  },
};
