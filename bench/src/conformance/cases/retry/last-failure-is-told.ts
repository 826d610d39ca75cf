import type { Case } from '../../case.ts';
import { settled, statusOf } from '../../tools.ts';

export const lastFailureIsTold: Case = {
  id: 'retry-last-failure-is-told',
  title: 'A call that is given up tells the status of its last answer; an error that tells attempts tells all of them',
  source: 'AWS SDK for JavaScript v3, $metadata.attempts; RFC 9110, 15.6',
  async run(check) {
    const upstream = await check.upstream([500, 502, 503]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const end = await settled(client.call());
    check.equal('status', statusOf(end), 503);
    const { attempts } = ('error' in end ? end.error : {}) as { attempts?: number };
    if (attempts !== undefined) check.equal('attempts', attempts, upstream.arrivals.length);
  },
  bug: {
    seam: 'attempts-are-told',
    becomes: '',
  },
};
