import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const beforeItStarts: Case = {
  id: 'cancel-before-it-starts',
  title: 'A call whose signal is aborted already is refused, and what it would do is not started',
  source: 'DOM Standard, 3.3 (a signal that is aborted already); cockatiel 4.0.0, trap 2',
  trap: 2,
  async run(check) {
    const retry = check.retry({ maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } });
    let started = 0;
    const end = await settled(
      retry.execute(async () => {
        started += 1;
      }, AbortSignal.abort()),
    );
    check.equal('times that it was started', started, 0);
    check.that('error' in end, 'it was told to have succeeded');
  },
  bug: {
    seam: 'over-before-it-begins',
    becomes: '',
  },
};
