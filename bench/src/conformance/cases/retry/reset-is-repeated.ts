import type { Case } from '../../case.ts';
import { settled, statusOf } from '../../tools.ts';

export const resetIsRepeated: Case = {
  id: 'retry-reset-is-repeated',
  title: 'A GET whose connection is reset before the response is made again',
  source: 'RFC 9110, 9.2.2; RFC 9112, 9.3.1',
  async run(check) {
    const upstream = await check.upstream([{ reset: 'at-once' }, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const end = await settled(client.call());
    check.equal('status', statusOf(end), 200);
    check.equal('requests', upstream.arrivals.length, 2);
  },
  bug: {
    seam: 'rule-for-a-failure',
    becomes: 'false',
    alsoFails: ['time-attempt-time-out', 'time-slow-body'],
  },
};
