import type { Case } from '../../case.ts';
import { drive, untilProbeable } from './drive.fixture.ts';

export const startsAfresh: Case = {
  id: 'breaker-starts-afresh',
  title: 'A circuit that has closed forgets what had opened it: one failure does not open it again',
  source: 'sony/gobreaker, Counts: cleared on the change of the state; Polly, CircuitStateController, OnCircuitClosed',
  async run(check) {
    const openMs = 50;
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs });
    await drive(breaker, 'ffff');
    await untilProbeable(openMs);
    await drive(breaker, 's');
    check.equal('state after the probe', breaker.state, 'closed');
    await drive(breaker, 'sf');
    check.equal('state after one more failure', breaker.state, 'closed');
  },
  bug: {
    seam: 'breaker-starts-afresh',
    becomes: '',
  },
};
