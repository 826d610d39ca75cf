import type { Case } from '../../case.ts';
import { codeOf, endOf } from '../../tools.ts';

export const costAboveTheLimit: Case = {
  id: 'cost-above-the-limit',
  title: 'A call that costs more than the limit ever has is refused at once, and does not wait for its deadline',
  source: 'Guava, RateLimiter and Resilience4j, RateLimiter (a request above the capacity); envoyproxy/ratelimit',
  async run(check) {
    const upstream = await check.upstream([200]);
    const client = check.client(upstream, { window: { limit: 6, windowMs: 300 }, costs: { none: 4 } });
    const setWindow = check.requires(client.setWindow);
    setWindow(3);
    const end = await endOf(client.call({ idempotency: 'none' }), 2_000);
    check.that(end !== undefined, 'the call still waits after 2 s');
    check.equal('code of the refusal', codeOf(end as NonNullable<typeof end>), 'EVK_RATE_LIMITED');
    check.equal('requests', upstream.arrivals.length, 0);
    check.that('value' in ((await endOf(client.call(), 2_000)) ?? {}), 'a call that fits was not made');
  },
  bug: {
    seam: 'more-than-ever',
    becomes: 'false',
    alsoFails: ['cost-above-the-bucket'],
  },
};
