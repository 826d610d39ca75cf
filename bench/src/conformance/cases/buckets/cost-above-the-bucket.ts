import type { Case } from '../../case.ts';
import { codeOf, endOf } from '../../tools.ts';
import { allEnd } from '../costs/all-end.fixture.ts';

export const costAboveTheBucket: Case = {
  id: 'cost-above-the-bucket',
  title: 'A call that is estimated to take more than the bucket ever holds is refused at once, and holds back nobody',
  source: 'RFC 2697, 3 (a packet larger than the burst size never conforms); Guava, RateLimiter',
  async run(check) {
    const upstream = await check.upstream([200]);
    const costs = { none: { estimate: { request: 'points', otherwise: 1 } } };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 10, refillPerSecond: 10, costs }] });
    const end = await endOf(client.call({ idempotency: 'none', payload: { points: 11 } }), 2_000);
    check.that(end !== undefined, 'the call still waits after 2 s');
    check.equal('code of the refusal', codeOf(end as NonNullable<typeof end>), 'EVK_RATE_LIMITED');
    check.equal('requests', upstream.arrivals.length, 0);
    await allEnd(check, [client.call({ idempotency: 'none', payload: { points: 8 } })], 5_000);
  },
  bug: {
    seam: 'capacity-of-a-bucket',
    becomes: 'Infinity',
    // It keeps a margin of what a full bucket holds, too.
    alsoFails: ['full-bucket-at-once'],
  },
};
