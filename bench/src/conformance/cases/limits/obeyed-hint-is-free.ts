import type { Case } from '../../case.ts';
import { settled, statusOf } from '../../tools.ts';
import { retryAfterMs } from '../hints/dialects.fixture.ts';

export const obeyedHintIsFree: Case = {
  id: 'obeyed-hint-is-free',
  title: 'A retry that a 429 asked for is not charged to the retry budget; one without a hint is',
  source: 'RFC 6585, 4 (the server asks for the retry); Finagle, RetryBudget (against retries that add to an outage)',
  async run(check) {
    const hinted = { status: 429, headers: { 'retry-after-ms': '30' } };
    const upstream = await check.upstream([hinted, hinted, 200, 429]);
    const client = check.client(upstream, {
      hints: [retryAfterMs],
      retry: {
        maxAttempts: 5,
        backoff: { baseMs: 5, jitterMs: 0, capMs: 20 },
        budget: { ratio: 0, floorPerWindow: 0, windowMs: 60_000 },
      },
    });
    check.equal('status of the call that was told when to come back', (await client.call()).status, 200);
    check.equal('requests for it', upstream.arrivals.length, 3);
    check.equal('status of the one that was told nothing', statusOf(await settled(client.call())), 429);
    check.equal('requests in all', upstream.arrivals.length, 4);
  },
  bug: {
    seam: 'hint-is-unpaid',
    becomes: 'true',
  },
};
