import type { Case } from '../../case.ts';
import { namesOf, sharedBy } from './shared-by.fixture.ts';

const OF_EACH = { loud: 20, quiet: 5 };

export const tenantsDivide: Case = {
  id: 'tenants-divide',
  title: 'A tenant with few calls does not wait until those of a tenant with many have been sent',
  source: 'Kubernetes, API Priority and Fairness: flows; Goyal, Vin, Cheng, Start-time Fair Queuing, SIGCOMM 1996',
  async run(check) {
    const { upstream, client } = await sharedBy(check, {});
    const calls = Object.entries(OF_EACH).flatMap(([tenant, count]) =>
      Array.from({ length: count }, () => client.call({ idempotency: 'key', tenant, payload: { name: tenant } })),
    );
    await Promise.all(calls);
    const names = namesOf(upstream);
    check.equal('requests', names.length, OF_EACH.loud + OF_EACH.quiet);
    check.between('how many of the loud one went before the last quiet one', names.lastIndexOf('quiet') - 4, 4, 8);
  },
  bug: {
    seam: 'tenants-divide',
    becomes: '0',
    alsoFails: ['tenants-settle'],
  },
};
