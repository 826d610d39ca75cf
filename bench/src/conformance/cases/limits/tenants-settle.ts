import type { Case } from '../../case.ts';
import { namesOf, sharedBy } from './shared-by.fixture.ts';

const OF_EACH = 20;
const points = { estimate: { request: 'points', otherwise: 1 }, settled: { body: 'cost' } } as const;

export const tenantsSettle: Case = {
  id: 'tenants-settle',
  title: 'Tenants are divided by what their calls have cost, and not by what they were thought to cost',
  source: 'OpenAI, Rate limits: max_tokens is counted before the call, and usage tells what it took',
  async run(check) {
    const quotas = [{ unit: 'points', limit: 100_000, windowMs: 1_000, costs: { key: points } }];
    const { upstream, client } = await sharedBy(check, { quotas }, { status: 200, body: '{"cost":10}' });
    const calls = Object.entries({ careful: 40, exact: 10 }).flatMap(([tenant, asked]) =>
      Array.from({ length: OF_EACH }, () =>
        client.call({ idempotency: 'key', tenant, payload: { name: tenant, points: asked } }),
      ),
    );
    await Promise.all(calls);
    const names = namesOf(upstream);
    check.equal('requests', names.length, 2 * OF_EACH);
    const careful = names.slice(0, OF_EACH).filter((name) => name === 'careful').length;
    check.between(`those of the careful one among the first ${OF_EACH}`, careful, 9, 12);
  },
  bug: {
    seam: 'tenants-settle',
    becomes: '0',
  },
};
