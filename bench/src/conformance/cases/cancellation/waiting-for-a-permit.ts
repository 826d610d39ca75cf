import type { Case } from '../../case.ts';
import { deferred, endOf, settled, sleep, statusOf, until } from '../../tools.ts';

export const waitingForAPermit: Case = {
  id: 'cancel-waiting-for-a-permit',
  title: 'An abort while waiting for the rate limit ends the call at once, and nothing is sent',
  source: 'smithy-typescript issue 1758',
  async run(check) {
    const answered = deferred();
    const upstream = await check.upstream([{ when: answered.promise }, 200]);
    const client = check.client(upstream, { window: { limit: 1, windowMs: 500 } });
    const first = settled(client.call());
    await until(() => upstream.arrivals.length === 1);
    const controller = new AbortController();
    const cancelled = client.call({ idempotency: 'key', signal: controller.signal });
    await sleep(10);
    controller.abort();
    const end = await endOf(cancelled, 1_000);
    check.that(end !== undefined, '1,000 ms after the abort the call has not ended');
    const next = settled(client.call({ idempotency: 'none' }));
    answered.resolve();
    check.equal('status of the first call', statusOf(await first), 200);
    check.equal('status of the next one', statusOf(await next), 200);
    const paths = upstream.arrivals.map(({ path }) => path);
    check.equal('requests', paths, ['/safe', '/none']);
  },
  bug: {
    seam: 'waits-in-line',
    becomes: '$&.catch((end) => new Promise((_, reject) => setTimeout(reject, 2_000, end)))',
    alsoFails: ['cancel-while-the-gate-is-closed', 'cancel-in-a-queue'],
  },
};
