import type { Case } from '../../case.ts';
import { settled, sleep, until } from '../../tools.ts';

export const backoffHoldsNoSlot: Case = {
  id: 'bulkhead-backoff-holds-no-slot',
  title: 'A call that sleeps before its retry holds no slot: another goes meanwhile',
  source: 'Bottleneck issue 170; teranode pull request 1085, "Permit hold during backoff"',
  async run(check) {
    const upstream = await check.upstream((_, at) => (at === 0 ? 503 : 200));
    const client = check.client(upstream, {
      bulkhead: { limit: 1 },
      retry: { maxAttempts: 3, backoff: { baseMs: 2_000, jitterMs: 0, capMs: 2_000 } },
    });
    const sleeping = settled(client.call());
    await until(() => upstream.arrivals[0]?.endMs !== undefined);
    // Waits until the client has read the answer, too.
    await sleep(100);
    const other = await settled(client.call({ idempotency: 'key' }));
    check.that('value' in other, 'the other call failed');
    check.between('milliseconds that the other call took', other.tookMs, 0, 1_500);
    check.equal(
      'who was sent',
      upstream.arrivals.map(({ path }) => path),
      ['/safe', '/key'],
    );
    // The first call sleeps on, since its end does not matter.
    void sleeping;
  },
  bug: {
    seam: 'slot-goes-back',
    // The slot is held for as long as a backoff.
    becomes: 'setTimeout(() => { $& }, 1_800);',
    alsoFails: [
      'bulkhead-ceiling',
      'bulkhead-first-come',
      'bulkhead-given-up-attempts',
      'lower-limit',
      'resume-loses-none',
      'throttled-storm',
      'lowered-ceiling-rises',
      'refusals-lower-the-ceiling',
      'priority-shares',
      'retry-budget',
      'tenants-settle',
      'tenants-divide',
      'retry-discarded-responses',
      'budget-is-kept',
    ],
  },
};
