import type { Case } from '../../case.ts';
import { deferred, settled } from '../../tools.ts';
import { drive, untilProbeable } from './drive.fixture.ts';

export const lateSuccess: Case = {
  id: 'breaker-late-success',
  title: 'A success of an attempt that left before the circuit opened does not close it',
  source: 'sony/gobreaker, afterRequest: a result of another generation is dropped',
  async run(check) {
    const openMs = 50;
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 2, errorRatio: 0.5, openMs });
    const late = deferred();
    const old = settled(breaker.execute(() => late.promise));
    await drive(breaker, 'ffff');
    check.equal('state after failures', breaker.state, 'open');
    await untilProbeable(openMs);
    const probe = deferred();
    const probing = settled(breaker.execute(() => probe.promise));
    late.resolve();
    await old;
    check.equal('state while the probe is under way', breaker.state, 'half-open');
    probe.reject(new Error('still down'));
    await probing;
    check.equal('state after the probe has failed', breaker.state, 'open');
  },
  bug: {
    seam: 'late-result',
    becomes: 'false',
  },
};
