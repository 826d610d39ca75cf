import type { Case } from '../../case.ts';
import { retryAfterMs } from '../hints/dialects.fixture.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const refusedCostsNothing: Case = {
  id: 'refused-costs-nothing',
  title:
    'Where a limit counts what is admitted, a refused request has taken nothing, and its retry need not wait for more',
  source: 'RFC 2697, 3 (what finds too few tokens takes none); Stripe, Scaling your API with rate limiters',
  async run(check) {
    const api = new MeteredApi({ meter: bucket(10, 1), cost: () => 8 });
    // The first is refused since the API is busy.
    const busy = { status: 429, headers: { 'retry-after-ms': '20' } };
    const upstream = await check.upstream((arrival, at) =>
      at === 0 || typeof api.script !== 'function' ? busy : api.script(arrival, at),
    );
    const costs = { key: { estimate: 8, settled: { header: 'x-cost' } } };
    const client = check.client(upstream, {
      quotas: [{ unit: 'points', limit: 10, refillPerSecond: 1, costs }],
      hints: [retryAfterMs],
      retry: { maxAttempts: 2, backoff: { baseMs: 5, jitterMs: 0, capMs: 5 } },
    });
    await allEnd(check, [client.call({ idempotency: 'key' })], 5_000);
    check.equal('requests', upstream.arrivals.length, 2);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'refused-is-free',
    becomes: 'undefined',
  },
};
