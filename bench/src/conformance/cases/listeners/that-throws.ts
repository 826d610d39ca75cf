import type { Case } from '../../case.ts';
import { settled, statusOf } from '../../tools.ts';

export const thatThrows: Case = {
  id: 'listener-that-throws',
  title: 'A listener that throws at everything changes nothing in a call',
  source: 'DOM Standard, 2.9 (an exception of a listener is reported, and the dispatch goes on)',
  async run(check) {
    const upstream = await check.upstream([503, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
      onEvent: () => {
        throw new Error('a broken listener');
      },
    });
    const end = await settled(client.call());
    check.that('value' in end, `the call was told to have failed: ${'error' in end ? end.error : ''}`);
    check.equal('status', statusOf(end), 200);
    check.equal('requests', upstream.arrivals.length, 2);
  },
  bug: {
    seam: 'throwing-sink',
    becomes: "throw new Error('thrown by a sink');",
  },
};
