import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import { drive, isLetThrough, untilProbeable } from './drive.fixture.ts';

export const unhandledErrors: Case = {
  id: 'breaker-unhandled-errors',
  title: 'An error that is no failure of the upstream counts as a success, closed as well as half-open',
  source:
    'MicroProfile Fault Tolerance, @CircuitBreaker, skipOn; sony/gobreaker, IsSuccessful; cockatiel 4.0.0, trap 13',
  trap: 13,
  async run(check) {
    const notFound = new Error('not found');
    const openMs = 50;
    const breaker = check.breaker({
      windowMs: 10_000,
      minimumCalls: 4,
      errorRatio: 0.5,
      openMs,
      handle: (error) => error !== notFound,
    });
    const answerNotFound = () => settled(breaker.execute(() => Promise.reject(notFound)));
    for (let at = 0; at < 4; at += 1) await answerNotFound();
    check.equal('state after four answers', breaker.state, 'closed');
    await drive(breaker, 'ffff');
    check.equal('state after four failures of eight calls', breaker.state, 'closed');
    await drive(breaker, 'f');
    check.equal('state after five failures of nine calls', breaker.state, 'open');
    await untilProbeable(openMs);
    await answerNotFound();
    check.equal('state after a probe that was answered', breaker.state, 'closed');
    check.that(await isLetThrough(breaker), 'the next call was refused');
  },
  bug: {
    seam: 'unhandled-error',
    becomes: "'ignored'",
  },
};
