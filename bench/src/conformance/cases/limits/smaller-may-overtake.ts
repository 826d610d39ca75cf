import type { Case } from '../../case.ts';
import { endOf, settled } from '../../tools.ts';

export const smallerMayOvertake: Case = {
  id: 'smaller-may-overtake',
  title: 'While the API has not given what a costly call needs, a smaller one that comes after it may go before it',
  source: 'EASY backfilling: Lifka, The ANL/IBM SP Scheduling System; taskforcesh/bullmq issue 798',
  async run(check) {
    const upstream = await check.upstream([200]);
    const quotas = [{ unit: 'tokens', limit: 10, windowMs: 3_000, costs: { safe: 1, none: 10 } }];
    const client = check.client(upstream, { quotas });
    await client.call();
    const waiting = new AbortController();
    const costly = settled(client.call({ idempotency: 'none', signal: waiting.signal }));
    check.that((await endOf(client.call(), 2_000)) !== undefined, 'the smaller call waits behind the costly one');
    check.equal('requests', upstream.arrivals.length, 2);
    waiting.abort();
    await costly;
  },
  bug: {
    seam: 'smaller-may-overtake',
    becomes: 'false',
  },
};
