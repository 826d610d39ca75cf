import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import { drive, isLetThrough, untilProbeable } from './drive.fixture.ts';

export const cancelledProbe: Case = {
  id: 'breaker-cancelled-probe',
  title: 'A probe that its caller cancels shows nothing, and leaves its place to the next',
  source: 'resilience4j issue 935; resilience4j, CircuitBreaker.releasePermission',
  async run(check) {
    const openMs = 50;
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs });
    await drive(breaker, 'ffff');
    await untilProbeable(openMs);
    const controller = new AbortController();
    const untilAborted = (signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const probing = settled(breaker.execute(untilAborted, controller.signal));
    check.equal('state with the probe under way', breaker.state, 'half-open');
    controller.abort();
    await probing;
    check.that(await isLetThrough(breaker), 'the next probe was refused');
    check.equal('state after it', breaker.state, 'closed');
  },
  bug: {
    seam: 'cancelled-execution',
    becomes: "'failure'",
  },
};
