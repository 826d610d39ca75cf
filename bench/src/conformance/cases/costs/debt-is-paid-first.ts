import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const debtIsPaidFirst: Case = {
  id: 'debt-is-paid-first',
  title: 'What a call has taken beyond what the bucket had is owed, and paid before others leave',
  source: 'Google, Guava RateLimiter (a dear request is paid for by the next one); Linux tc-tbf, quanta and deficits',
  async run(check) {
    const ofPaths: Record<string, number> = { '/none': 25, '/safe': 1 };
    const api = new MeteredApi({
      meter: bucket(10, 25),
      needs: ({ path }) => (path === '/none' ? 5 : 1),
      cost: ({ path }) => ofPaths[path] ?? 1,
      reply: (cost) => ({ headers: { 'x-cost': String(cost) } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 5, settled: { header: 'x-cost' } }, safe: 1 };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 10, refillPerSecond: 25, costs }] });
    await client.call({ idempotency: 'none' });
    const others = Array.from({ length: 6 }, () => client.call());
    const tookMs = await allEnd(check, others, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
    check.between('ms until the debt and six more were paid', tookMs, 700, 4_000);
  },
  bug: {
    seam: 'debt-of-a-bucket',
    becomes: '',
    alsoFails: ['estimates-that-fall-short'],
  },
};
