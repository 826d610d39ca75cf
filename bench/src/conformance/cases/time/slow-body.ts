import type { Case } from '../../case.ts';
import { endOf, until } from '../../tools.ts';

const slow = JSON.stringify('slow'.repeat(10));

export const slowBody: Case = {
  id: 'time-slow-body',
  title: "An attempt's time-out covers its body, though a piece of it comes now and then",
  source: 'undici docs, bodyTimeout (which is between two pieces); Go net/http, Client.Timeout',
  async run(check) {
    const upstream = await check.upstream([{ body: slow, drip: { pieces: 20, everyMs: 150 } }, { body: '"whole"' }]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
      attemptTimeoutMs: 600,
    });
    const end = await endOf(client.call(), 2_000);
    check.that(end !== undefined, 'after 2,000 ms the call reads the body still');
    check.equal('body', end && 'value' in end ? end.value.body : undefined, '"whole"');
    await until(() => upstream.arrivals[0]?.aborted === true, 500);
    check.that(upstream.arrivals[0]?.aborted === true, 'the connection of the slow body is still open');
  },
  bug: {
    seam: 'request-is-made',
    // The signal acts only until the headers have come.
    becomes: "((request) => request.once('response', () => { request.destroy = () => request; }))($&)",
  },
};
