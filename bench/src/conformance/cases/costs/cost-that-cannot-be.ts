import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

const reports = [-5, 1e300, 'much', 100_000, true];

export const costThatCannotBe: Case = {
  id: 'cost-that-cannot-be',
  title: 'What an answer says that its call has cost is ignored, and told, where no call can have cost that',
  source: 'OWASP API Security Top 10, API10:2023 (validate what an API answers before it is used)',
  async run(check) {
    const api = new MeteredApi({
      meter: bucket(10, 40),
      needs: () => 4,
      reply: (_cost, at) => ({ body: { cost: reports[at] } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 4, settled: { body: 'cost' } } };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 10, refillPerSecond: 40, costs }] });
    for (const _ of reports) await allEnd(check, [client.call({ idempotency: 'none' })], 3_000);
    await allEnd(check, [client.call({ idempotency: 'none' })], 3_000);
    check.equal('requests beyond the limit', api.refused, 0);
    const ignored = client.ignoredHints?.() ?? [];
    check.equal('costs that were told to be ignored', ignored.join(' '), reports.map(() => 'cost').join(' '));
  },
  bug: {
    seam: 'cost-is-believed',
    becomes: 'true',
    alsoFails: ['untold-cost'],
  },
};
