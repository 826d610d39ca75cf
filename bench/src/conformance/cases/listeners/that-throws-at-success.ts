import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const thatThrowsAtSuccess: Case = {
  id: 'listener-that-throws-at-success',
  title: 'A listener that throws when a retry has succeeded does not make it call again',
  source: 'DOM Standard, 2.9 (an exception of a listener is reported, and the dispatch goes on)',
  async run(check) {
    const setup = { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } };
    const retry = check.retry(setup, {
      onSuccess: () => {
        throw new Error('a broken listener');
      },
    });
    let calls = 0;
    const end = await settled(
      retry.execute(async () => {
        calls += 1;
        return 'done';
      }),
    );
    check.equal('calls', calls, 1);
    check.equal('result', 'value' in end ? end.value : String(end.error), 'done');
  },
  bug: {
    seam: 'throwing-listener',
    becomes: "{ throw new Error('thrown by a listener'); }",
  },
};
