import type { Case } from '../../case.ts';
import { sleep } from '../../tools.ts';
import { drive } from './drive.fixture.ts';

export const idlingForgets: Case = {
  id: 'breaker-idling-forgets',
  title: 'Failures from before an idle time longer than the window do not count any more',
  source: 'cockatiel issue 64; cockatiel 4.0.0, trap 9',
  trap: 9,
  async run(check) {
    const windowMs = 400;
    const breaker = check.breaker({ windowMs, minimumCalls: 10, errorRatio: 0.5, openMs: 10_000 });
    await drive(breaker, 'ffffffff');
    check.equal('state after eight failures, too few to open it', breaker.state, 'closed');
    await sleep(3 * windowMs);
    await drive(breaker, 'ssssssffff');
    check.equal('state after four failures of ten', breaker.state, 'closed');
  },
  bug: {
    seam: 'window-moves',
    becomes: '0',
    alsoFails: ['throttle-recovers'],
  },
};
