import type { Case } from '../../case.ts';
import { endOf, statusOf, until } from '../../tools.ts';

export const attemptTimeOut: Case = {
  id: 'time-attempt-time-out',
  title: 'An attempt that hangs is ended by its time-out, its connection closed, and the next one is sent',
  source: 'Polly docs, Timeout (inside a retry); RFC 9112, 9.5',
  async run(check) {
    const upstream = await check.upstream([{ hang: true }, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
      attemptTimeoutMs: 200,
    });
    const startedMs = performance.now();
    const end = await endOf(client.call(), 4_000);
    check.equal('status', end && statusOf(end), 200);
    check.between('milliseconds to the second attempt', (upstream.arrivals[1]?.atMs ?? 0) - startedMs, 199, 4_000);
    await until(() => upstream.arrivals[0]?.aborted === true, 1_000);
    check.that(upstream.arrivals[0]?.aborted === true, 'the connection of the first is still open');
  },
  bug: {
    seam: 'time-out-is-passed-on',
    becomes: '',
    alsoFails: ['time-slow-body', 'bulkhead-given-up-attempts'],
  },
};
