import type { Case } from '../../case.ts';
import { endOf, until } from '../../tools.ts';

export const inAnAttempt: Case = {
  id: 'cancel-in-an-attempt',
  title: 'An abort in an attempt ends the call at once, and closes the connection, so that the upstream can stop',
  source: 'Fetch Standard, abort the fetch() call; RFC 9112, 9.6',
  async run(check) {
    const upstream = await check.upstream([{ hang: true }]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const controller = new AbortController();
    const call = client.call({ signal: controller.signal });
    await until(() => upstream.arrivals.length > 0);
    controller.abort();
    const end = await endOf(call, 1_000);
    check.that(end !== undefined, '1,000 ms after the abort the call has not ended');
    await until(() => upstream.arrivals[0]?.aborted === true, 1_000);
    check.that(upstream.arrivals[0]?.aborted === true, 'the connection is still open');
    check.equal('requests', upstream.arrivals.length, 1);
  },
  bug: {
    seam: 'cancel-is-passed-on',
    becomes: '',
    alsoFails: ['cancel-a-whole-batch'],
  },
};
