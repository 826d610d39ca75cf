import type { Case } from '../../case.ts';
import { deferred, endOf, settled, sleep, statusOf, until } from '../../tools.ts';

export const inAQueue: Case = {
  id: 'cancel-in-a-queue',
  title: 'An abort while waiting for a slot ends the call at once, frees its place, and nothing is sent',
  source: 'smithy-typescript issue 1758; cockatiel 4.0.0, src/BulkheadPolicy.ts (an aborted one keeps its place)',
  async run(check) {
    const answered = deferred();
    const upstream = await check.upstream([{ when: answered.promise }, 200]);
    const client = check.client(upstream, { bulkhead: { limit: 1, maxQueued: 1 } });
    const first = settled(client.call());
    await until(() => upstream.arrivals.length === 1);
    const controller = new AbortController();
    const cancelled = client.call({ idempotency: 'key', signal: controller.signal });
    await sleep(10);
    controller.abort();
    const end = await endOf(cancelled, 1_000);
    check.that(end !== undefined, '1,000 ms after the abort the call has not ended');
    const next = settled(client.call({ idempotency: 'none' }));
    await sleep(10);
    answered.resolve();
    check.equal('status of the first call', statusOf(await first), 200);
    check.equal('status of the one that took the place', statusOf(await next), 200);
    const paths = upstream.arrivals.map(({ path }) => path);
    check.equal('requests', paths, ['/safe', '/none']);
  },
  bug: {
    seam: 'waits-no-more',
    becomes: '',
  },
};
