import type { Case } from '../../case.ts';
import { endOf, settled, sleep, until } from '../../tools.ts';

const CALLS = 20;
const LIMIT = 5;

export const byClosing: Case = {
  id: 'cancel-by-closing',
  title: 'Closing a client at once ends all of its calls, and nothing is sent afterwards',
  source: 'undici docs, Dispatcher.destroy; smithy-typescript issue 1758',
  async run(check) {
    const upstream = await check.upstream((_, at) => (at < 2 ? 503 : { hang: true }));
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 50, factor: 1, jitterMs: 0, capMs: 50 } },
      bulkhead: { limit: LIMIT },
    });
    const calls = Promise.all(Array.from({ length: CALLS }, () => settled(client.call())));
    await until(() => upstream.inFlight === LIMIT);
    const sent = upstream.arrivals.length;
    void client.close();
    const end = await endOf(calls, 2_000);
    check.that(end !== undefined && 'value' in end, '2,000 ms after the close some calls have not ended');
    if (end && 'value' in end)
      check.that(
        end.value.every((each) => 'error' in each),
        'some were told to have succeeded',
      );
    await sleep(100);
    check.equal('requests sent after the close', upstream.arrivals.length - sent, 0);
  },
  bug: {
    seam: 'close-cancels',
    becomes: 'void setTimeout(() => $&, 3_000)',
  },
};
