import type { Case } from '../../case.ts';
import { endOf, statusOf } from '../../tools.ts';

/** More than the buffers on the way can hold. */
const page = JSON.stringify('x'.repeat(500_000));

export const discardedResponses: Case = {
  id: 'retry-discarded-responses',
  title: 'A response that is not delivered is read to its end, so that a pool of one connection serves the retries',
  source: 'RFC 9112, 9.3; Polly, RetryResilienceStrategy disposes discarded outcomes',
  async run(check) {
    const upstream = await check.upstream([{ status: 503, body: page }, { status: 503, body: page }, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
      connections: 1,
    });
    const end = await endOf(client.call(), 3_000);
    check.that(end !== undefined, 'the call has not ended after 3,000 ms');
    check.equal('status', end && statusOf(end), 200);
  },
  bug: {
    seam: 'response-is-read',
    becomes:
      "((response) => (Number(response.headers['content-length']) > 65_536 ? response.once('data', () => response.pause()) : response))($&)",
  },
};
