import type { Case } from '../../case.ts';
import { settled, statusOf } from '../../tools.ts';

export const badRequestIsFinal: Case = {
  id: 'retry-400-is-final',
  title: 'A 400 is told to the caller, and not repeated: it would be one again',
  source: 'RFC 9110, 15.5.1; AWS SDKs and Tools guide, Retry behavior',
  async run(check) {
    const upstream = await check.upstream([400, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const end = await settled(client.call());
    check.equal('status', statusOf(end), 400);
    check.equal('requests', upstream.arrivals.length, 1);
  },
  bug: {
    seam: 'unknown-is-final',
    becomes: 'true',
    alsoFails: ['forbidden-403-is-final'],
  },
};
