import type { Case } from '../../case.ts';
import { drive } from './drive.fixture.ts';

export const minimumCalls: Case = {
  id: 'breaker-minimum-calls',
  title: 'Below the minimum number of calls nothing opens the circuit',
  source: 'Polly, docs/strategies/circuit-breaker.md, MinimumThroughput; opossum, volumeThreshold',
  async run(check) {
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 5, errorRatio: 0.5, openMs: 10_000 });
    await drive(breaker, 'ffff');
    check.equal('state after four failures', breaker.state, 'closed');
    await drive(breaker, 'f');
    check.equal('state after five', breaker.state, 'open');
  },
  bug: {
    seam: 'minimum-calls',
    becomes: '$& - 1',
  },
};
