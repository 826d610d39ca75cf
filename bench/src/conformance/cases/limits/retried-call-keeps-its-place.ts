import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import { numberIn } from '../costs/metered-api.fixture.ts';

export const retriedCallKeepsItsPlace: Case = {
  id: 'retried-call-keeps-its-place',
  title: 'A call that is tried again goes before those that began after it',
  source: 'docs/adr/0010-one-line-for-all-limits.md (how long a call waits at most)',
  async run(check) {
    // The first one of all fails; all have sent their bodies when they are answered.
    const upstream = await check.upstream((_, at) => ({ decide: () => ({ status: at === 0 ? 503 : 200 }) }));
    const client = check.client(upstream, {
      window: { limit: 1, windowMs: 150 },
      retry: { maxAttempts: 2, backoff: { baseMs: 5, jitterMs: 0, capMs: 5 } },
    });
    await Promise.all([1, 2, 3, 4].map((call) => settled(client.call({ idempotency: 'key', payload: { call } }))));
    const order = upstream.arrivals.map((arrival) => numberIn(arrival, 'call'));
    check.equal('calls in the order in which they came', order.join(' '), '1 1 2 3 4');
  },
  bug: {
    seam: 'keeps-its-place',
    becomes: 'undefined',
  },
};
