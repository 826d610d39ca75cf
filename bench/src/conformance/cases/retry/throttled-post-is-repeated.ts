import type { Case } from '../../case.ts';

export const throttledPostIsRepeated: Case = {
  id: 'retry-throttled-post-is-repeated',
  title: 'After a 429 even a POST that is not idempotent is repeated: it was refused, and so not done',
  source: 'RFC 6585, 4; RFC 9110, 9.2.2',
  async run(check) {
    const upstream = await check.upstream([429, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const { status } = await client.call({ idempotency: 'none' });
    check.equal('status', status, 200);
    check.equal('requests', upstream.arrivals.length, 2);
  },
  bug: {
    seam: 'throttled-is-undone',
    becomes: 'false',
  },
};
