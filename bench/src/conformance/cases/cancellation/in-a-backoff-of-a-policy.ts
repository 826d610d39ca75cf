import type { Case } from '../../case.ts';
import { endOf, settled, sleep, until } from '../../tools.ts';

export const inABackoffOfAPolicy: Case = {
  id: 'cancel-in-a-backoff-of-a-policy',
  title: 'An abort in the backoff of a retry by itself ends it at once, and it calls nothing afterwards',
  source: 'cockatiel 4.0.0, trap 2',
  trap: 2,
  async run(check) {
    for (const baseMs of [600, 2_500]) {
      const retry = check.retry({ maxAttempts: 3, backoff: { baseMs, jitterMs: 0, capMs: baseMs } });
      const controller = new AbortController();
      let calls = 0;
      const call = settled(
        retry.execute(() => {
          calls += 1;
          return Promise.reject(new Error('down'));
        }, controller.signal),
      );
      await until(() => calls === 1);
      await sleep(20);
      controller.abort();
      const end = await endOf(call, 1_000);
      if (baseMs === 600) await sleep(700);
      check.equal('calls', calls, 1);
      check.that(end !== undefined, '1,000 ms after the abort it has not ended');
    }
  },
  bug: {
    seam: 'policy-backs-off',
    becomes: '$&.catch((end) => new Promise((_, reject) => setTimeout(reject, 2_000, end)))',
  },
};
