import type { Case } from '../../case.ts';
import { sleep } from '../../tools.ts';
import { drive, untilProbeable } from './drive.fixture.ts';

export const slowCalls: Case = {
  id: 'breaker-slow-calls',
  title: 'Too many slow answers open the circuit, though none failed, and a slow probe does not close it',
  source: 'resilience4j, CircuitBreakerConfig, slowCallRateThreshold',
  async run(check) {
    const openMs = 50;
    const breaker = check.breaker({
      windowMs: 10_000,
      minimumCalls: 4,
      errorRatio: 0.5,
      openMs,
      slowCall: { durationMs: 100, ratio: 0.5 },
    });
    const slow = () => breaker.execute(() => sleep(130));
    await drive(breaker, 'ss');
    await Promise.all([slow(), slow()]);
    check.equal('state after two slow answers of four', breaker.state, 'closed');
    await slow();
    check.equal('state after three slow answers of five', breaker.state, 'open');
    await untilProbeable(openMs);
    await slow();
    check.equal('state after a slow probe', breaker.state, 'open');
    await untilProbeable(openMs);
    await drive(breaker, 's');
    check.equal('state after a fast probe', breaker.state, 'closed');
  },
  bug: {
    seam: 'slow-call',
    becomes: 'false',
  },
};
