import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const postIsNotRepeated: Case = {
  id: 'retry-post-is-not-repeated',
  title: 'A POST that is not idempotent is not repeated after a 503, nor after a reset: it may have been done',
  source: 'RFC 9110, 9.2.2',
  async run(check) {
    const upstream = await check.upstream([503, { reset: 'at-once' }, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    await settled(client.call({ idempotency: 'none' }));
    check.equal('requests of a call that gets a 503', upstream.arrivals.length, 1);
    await settled(client.call({ idempotency: 'none' }));
    check.equal('requests, with those of one whose connection is reset', upstream.arrivals.length, 2);
  },
  bug: {
    seam: 'repeat-is-harmless',
    becomes: 'true',
  },
};
