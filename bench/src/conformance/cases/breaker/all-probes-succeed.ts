import type { Case } from '../../case.ts';
import { drive, untilProbeable } from './drive.fixture.ts';

export const allProbesSucceed: Case = {
  id: 'breaker-all-probes-succeed',
  title: 'Of three probes all must succeed: two do not close the circuit, and one that fails opens it again',
  source: 'MicroProfile Fault Tolerance, @CircuitBreaker, successThreshold',
  async run(check) {
    const openMs = 50;
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs, probes: 3 });
    await drive(breaker, 'ffff');
    await untilProbeable(openMs);
    await drive(breaker, 'ss');
    check.equal('state after two of three', breaker.state, 'half-open');
    await drive(breaker, 'f');
    check.equal('state after the third has failed', breaker.state, 'open');
    await untilProbeable(openMs);
    await drive(breaker, 'sss');
    check.equal('state after three have succeeded', breaker.state, 'closed');
  },
  bug: {
    seam: 'probes-succeeded',
    becomes: 'true',
  },
};
