import type { Case } from '../../case.ts';
import { drive } from './drive.fixture.ts';

export const threshold: Case = {
  id: 'breaker-threshold',
  title: 'At exactly the threshold the circuit stays closed, above it opens',
  source: 'opossum, README.md: errorRate > errorThresholdPercentage',
  async run(check) {
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs: 10_000 });
    await drive(breaker, 'ssff');
    check.equal('state after two failures of four', breaker.state, 'closed');
    await drive(breaker, 'f');
    check.equal('state after three failures of five', breaker.state, 'open');
  },
  bug: {
    seam: 'failure-ratio',
    // As if the comparison were >=.
    becomes: '$& - 1e-9',
    alsoFails: ['breaker-unhandled-errors', 'breaker-slow-calls'],
  },
};
