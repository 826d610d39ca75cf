import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const untoldCost: Case = {
  id: 'untold-cost',
  title: 'Where an answer does not say what its call has cost, or says it badly, the call has taken its estimate',
  source: 'OpenAI, Streaming (a stream that breaks off tells no usage); RFC 9110, 5.5 (a field may hold anything)',
  async run(check) {
    const said: Record<string, string>[] = [{}, { 'x-cost': 'some' }, { 'x-cost': '-3' }, { 'x-cost': '' }, {}];
    const api = new MeteredApi({
      meter: bucket(10, 20),
      cost: () => 6,
      reply: (_cost, at) => ({ headers: said[at] ?? {} }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 6, settled: { header: 'x-cost' } } };
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 10, refillPerSecond: 20, costs }] });
    for (const _each of said) await allEnd(check, [client.call({ idempotency: 'none' })], 5_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'untold-cost',
    becomes: '1',
    alsoFails: ['cost-in-the-request', 'cost-by-the-app', 'tokens-before-the-call', 'tokens-in-and-out'],
  },
};
