import type { Hint } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { settled, sleep, statusOf, until } from '../../tools.ts';

const PAUSE_MS = 1_000;

const hint: Hint = {
  header: 'retry-after-ms',
  means: 'wait',
  format: 'milliseconds',
  unit: 'requests',
  sentOn: 'refusals',
  obeyedOn: ['throttled'],
};

export const whileTheGateIsClosed: Case = {
  id: 'cancel-while-the-gate-is-closed',
  title: 'An abort while all calls wait for a pause that the server told ends its call at once, and nothing is sent',
  source: 'smithy-typescript issue 1758; openai-node issue 2580',
  async run(check) {
    const upstream = await check.upstream([{ status: 429, headers: { 'retry-after-ms': `${PAUSE_MS}` } }, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
      hints: [hint],
    });
    const told = settled(client.call());
    await until(() => upstream.arrivals[0]?.endMs !== undefined);
    await sleep(20);
    const controller = new AbortController();
    let endedMs = Number.POSITIVE_INFINITY;
    const cancelled = settled(client.call({ idempotency: 'key', signal: controller.signal })).then(() => {
      endedMs = performance.now();
    });
    await sleep(20);
    controller.abort();
    check.equal('status of the call that was told to wait', statusOf(await told), 200);
    await cancelled;
    check.that(!upstream.arrivals.some(({ path }) => path === '/key'), 'it was sent, though there was a pause');
    const pausedMs = endedMs - (upstream.arrivals[0]?.endMs ?? Number.NaN);
    check.between('milliseconds from the 429 to its end', pausedMs, 0, PAUSE_MS - 1);
  },
  bug: {
    seam: 'waits-in-line',
    becomes: '$&.catch((end) => new Promise((_, reject) => setTimeout(reject, 2_000, end)))',
  },
};
