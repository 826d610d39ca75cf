import type { Case } from '../../case.ts';
import { settled, sleep, statusOf } from '../../tools.ts';

export const thatRejects: Case = {
  id: 'listener-that-rejects',
  title: "An async listener's rejection neither touches the call nor ends the process",
  source: 'Node.js docs, Event: unhandledRejection (by default it ends the process)',
  async run(check) {
    let over = false;
    const upstream = await check.upstream([503, 200]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 4, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
      onEvent: async () => {
        if (!over) throw new Error('a broken listener');
      },
    });
    const end = await settled(client.call());
    // A rejection that nobody has handled by then fails the case.
    await sleep(10);
    over = true;
    check.that('value' in end, `the call was told to have failed: ${'error' in end ? end.error : ''}`);
    check.equal('status', statusOf(end), 200);
  },
  bug: {
    seam: 'rejecting-sink',
    becomes: '',
  },
};
