import type { Case } from '../../case.ts';
import { endOf, settled, until } from '../../tools.ts';

export const waitsForWhatItLacks: Case = {
  id: 'waits-for-what-it-lacks',
  title: 'A call that waits for one limit holds nothing of another: those that need only the other are sent meanwhile',
  source: 'Coffman, Elphick, Shoshani, System Deadlocks (hold and wait); SGrondin/bottleneck issue 172',
  async run(check) {
    const upstream = await check.upstream([200]);
    const client = check.client(upstream, {
      window: { limit: 3, windowMs: 2_000 },
      quotas: [{ unit: 'tokens', limit: 10, windowMs: 60_000, costs: { none: 10 } }],
    });
    await client.call({ idempotency: 'none' });
    const waiting = new AbortController();
    const costly = settled(client.call({ idempotency: 'none', signal: waiting.signal }));
    const end = await endOf(client.call(), 3_000);
    check.that(end !== undefined, 'a call that needs no tokens waits for those of another');
    await until(() => upstream.arrivals.length === 2);
    check.equal('requests', upstream.arrivals.length, 2);
    waiting.abort();
    await costly;
    check.that((await endOf(client.call(), 3_000)) !== undefined, 'a call that gave up keeps a request to itself');
  },
  bug: {
    seam: 'every-limit',
    // Of each limit is taken what the call costs in the other.
    becomes: '$&.reverse()',
    alsoFails: ['several-limits', 'tokens-in-and-out', 'wait-names-its-limit', 'budget-refuses'],
  },
};
