import type { Case } from '../../case.ts';
import { endOf, sleep, until } from '../../tools.ts';

export const inABackoff: Case = {
  id: 'cancel-in-a-backoff',
  title: 'An abort in a backoff ends the call at once, and nothing is sent afterwards',
  source: 'smithy-typescript issue 1758; openai-node issue 2580; cockatiel 4.0.0, trap 2',
  trap: 2,
  async run(check) {
    for (const baseMs of [600, 2_500]) {
      const upstream = await check.upstream([503, 200]);
      const client = check.client(upstream, {
        retry: { maxAttempts: 3, backoff: { baseMs, jitterMs: 0, capMs: baseMs } },
      });
      const controller = new AbortController();
      const call = client.call({ signal: controller.signal });
      await until(() => upstream.arrivals[0]?.endMs !== undefined);
      await sleep(20);
      controller.abort();
      const end = await endOf(call, 1_000);
      check.that(end !== undefined, '1,000 ms after the abort the call has not ended');
      if (baseMs === 600) await sleep(700);
      check.equal('requests', upstream.arrivals.length, 1);
    }
  },
  bug: {
    seam: 'call-backs-off',
    becomes: '$&.catch((end) => new Promise((_, reject) => setTimeout(reject, 2_000, end)))',
  },
};
