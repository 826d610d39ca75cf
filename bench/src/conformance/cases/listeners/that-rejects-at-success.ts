import type { Case } from '../../case.ts';
import { settled, sleep } from '../../tools.ts';

export const thatRejectsAtSuccess: Case = {
  id: 'listener-that-rejects-at-success',
  title: 'A rejection of an async listener of a policy by itself neither touches what it guards nor ends the process',
  source: 'Node.js docs, Event: unhandledRejection (by default it ends the process)',
  async run(check) {
    const timeout = check.timeout(10_000, { onSuccess: () => Promise.reject(new Error('a broken listener')) });
    const end = await settled(timeout.execute(async () => 'done'));
    // A rejection that nobody has handled by then fails the case.
    await sleep(10);
    check.equal('result', 'value' in end ? end.value : String(end.error), 'done');
  },
  bug: {
    seam: 'rejecting-listener',
    becomes: '',
  },
};
