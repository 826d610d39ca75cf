import type { Case } from '../../case.ts';
import { deferred, endOf } from '../../tools.ts';

export const longDelay: Case = {
  id: 'time-long-delay',
  title: 'A delay that is longer than a timer can be (2^31-1 ms) does not end at once',
  source: 'Node.js docs, setTimeout; cockatiel 4.0.0, trap 14',
  trap: 14,
  async run(check) {
    const done = deferred<string>();
    const call = check.timeout(2 ** 31).execute(() => done.promise);
    const early = await endOf(call, 100);
    check.that(early === undefined, `it has ended after ${Math.round(early?.tookMs ?? 0)} ms`);
    done.resolve('done');
    check.equal('result', await call, 'done');
  },
  bug: {
    seam: 'longest-timer',
    becomes: 'Number.POSITIVE_INFINITY',
  },
};
