import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { MeteredApi, slidingWindow } from './metered-api.fixture.ts';

export const debtOfAWindow: Case = {
  id: 'debt-of-a-window',
  title: 'A call that takes more of a window than was estimated keeps others from what it has taken',
  source: 'AWS Bedrock AgentCore, Rate limit metrics (the count of the answer may exceed the budget that was left)',
  async run(check) {
    const ofPaths: Record<string, number> = { '/none': 20, '/safe': 1 };
    const api = new MeteredApi({
      meter: slidingWindow(20, 400),
      needs: ({ path }) => (path === '/none' ? 5 : 1),
      cost: ({ path }) => ofPaths[path] ?? 1,
      reply: (cost) => ({ headers: { 'x-cost': String(cost) } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 5, settled: { header: 'x-cost' } }, safe: 1 };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 20, windowMs: 400, costs }] });
    await client.call({ idempotency: 'none' });
    await allEnd(
      check,
      Array.from({ length: 4 }, () => client.call()),
      8_000,
    );
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'debt-of-a-window',
    becomes: '',
  },
};
