import type { Case } from '../../case.ts';

const CALLS = 20;

export const firstCome: Case = {
  id: 'bulkhead-first-come',
  title: 'Calls that wait for a slot are sent in the order in which they came',
  source: 'resilience4j, BulkheadConfig, fairCallHandlingEnabled: first-in, first-out; Bottleneck, README.md, priority',
  async run(check) {
    const upstream = await check.upstream([200]);
    const client = check.client(upstream, { bulkhead: { limit: 1 } });
    const inOrder = Array.from({ length: CALLS }, (_, n) => n);
    await Promise.all(inOrder.map((n) => client.call({ idempotency: 'key', payload: { n } })));
    const arrived = upstream.arrivals.map(({ body }) => (JSON.parse(body) as { n: number }).n);
    check.equal('order of arrival', arrived, inOrder);
  },
  bug: {
    seam: 'priority-of-a-call',
    // The latest call goes first.
    becomes: 'Math.round(performance.now() * 1_000)',
    alsoFails: ['priority-shares', 'tenants-settle', 'tenants-divide', 'retried-call-keeps-its-place'],
  },
};
