import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const failureOnceACall: Case = {
  id: 'listener-failure-once-a-call',
  title: "A retry's failure is told once a call, when it has given up, and not for each attempt",
  source: 'cockatiel 4.0.0, trap 12',
  trap: 12,
  async run(check) {
    let told = 0;
    const onFailure = (): void => {
      told += 1;
    };
    const setup = { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } };
    const retry = check.retry(setup, { onFailure });
    let calls = 0;
    await retry.execute(async () => {
      calls += 1;
      if (calls < 3) throw new Error('down');
    });
    check.equal('failures told of a call that succeeds in the end', told, 0);
    await settled(retry.execute(() => Promise.reject(new Error('down'))));
    check.equal('failures told of one that does not', told, 1);
  },
  bug: {
    seam: 'failure-is-told',
    becomes: '$& $&',
    alsoFails: ['cancel-is-no-time-out', 'listener-bulkhead-success', 'time-late-answer'],
  },
};
