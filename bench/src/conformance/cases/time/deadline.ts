import type { Case } from '../../case.ts';
import { endOf, sleep } from '../../tools.ts';

export const deadline: Case = {
  id: 'time-deadline',
  title: 'A deadline covers all attempts and backoffs of a call together, and nothing is sent afterwards',
  source: 'gRPC, Deadlines; SRE book, Addressing Cascading Failures (Latency and Deadlines)',
  async run(check) {
    const upstream = await check.upstream([{ status: 503, afterMs: 100 }, { hang: true }]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 5, backoff: { baseMs: 50, factor: 1, jitterMs: 0, capMs: 50 } },
      deadlineMs: 500,
    });
    const end = await endOf(client.call(), 1_600);
    check.that(end !== undefined, 'after 1,600 ms the call has not ended');
    check.that(end === undefined || 'error' in end, 'it was told to have succeeded');
    // A call whose next attempt would come after the deadline may end before it.
    check.between('milliseconds to its end', end?.tookMs ?? 0, 100, 1_600);
    const sent = upstream.arrivals.length;
    await sleep(150);
    check.equal('requests sent after its end', upstream.arrivals.length - sent, 0);
  },
  bug: {
    seam: 'deadline-of-a-call',
    becomes: '$& * 4',
    alsoFails: ['budget-refuses'],
  },
};
