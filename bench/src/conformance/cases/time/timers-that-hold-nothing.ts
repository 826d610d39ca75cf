import type { Case } from '../../case.ts';

export const timersThatHoldNothing: Case = {
  id: 'time-timers-that-hold-nothing',
  title: 'A retry whose timers do not hold the process tells its listeners all the same',
  source: 'cockatiel 4.0.0, trap 11',
  trap: 11,
  async run(check) {
    let told = 0;
    const onRetry = (): void => {
      told += 1;
    };
    const setup = { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } };
    const retry = check.retry(setup, { onRetry }, { unref: true });
    let calls = 0;
    const result = await retry.execute(async () => {
      calls += 1;
      if (calls === 1) throw new Error('down');
      return 'done';
    });
    check.equal('result', result, 'done');
    check.equal('retries told', told, 1);
  },
  bug: {
    seam: 'retry-listener',
    becomes: 'undefined',
    alsoFails: ['listener-that-never-ends'],
  },
};
