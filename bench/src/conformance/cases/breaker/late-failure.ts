import type { Case } from '../../case.ts';
import { deferred, settled } from '../../tools.ts';
import { drive, untilProbeable } from './drive.fixture.ts';

export const lateFailure: Case = {
  id: 'breaker-late-failure',
  title: 'A failure of an attempt that left before the circuit opened does not end the probe',
  source: 'sony/gobreaker, afterRequest: a result of another generation is dropped; cockatiel 4.0.0, trap 8',
  trap: 8,
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
    late.reject(new Error('late'));
    await old;
    check.equal('state while the probe is under way', breaker.state, 'half-open');
    probe.resolve();
    await probing;
    check.equal('state after the probe has succeeded', breaker.state, 'closed');
  },
  bug: {
    seam: 'late-result',
    becomes: 'false',
  },
};
