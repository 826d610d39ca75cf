import type { Case } from '../../case.ts';
import { endOf } from '../../tools.ts';

export const thatNeverEnds: Case = {
  id: 'listener-that-never-ends',
  title: 'A listener whose promise never resolves does not hold the call',
  source: 'p-retry issue 27 (onFailedAttempt is awaited); Node.js docs, Events (listeners are not awaited)',
  async run(check) {
    let told = 0;
    const setup = { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } };
    const retry = check.retry(setup, {
      onRetry: () => {
        told += 1;
        return new Promise(() => {});
      },
    });
    let calls = 0;
    const call = retry.execute(async () => {
      calls += 1;
      if (calls === 1) throw new Error('down');
      return 'done';
    });
    const end = await endOf(call, 1_500);
    check.equal('retries told', told, 1);
    check.that(end !== undefined, 'after 1,500 ms the call waits for its listener still');
    check.equal('result', end && 'value' in end ? end.value : undefined, 'done');
  },
  bug: {
    seam: 'retry-listener',
    becomes: 'void (await $&?.({}))',
  },
};
