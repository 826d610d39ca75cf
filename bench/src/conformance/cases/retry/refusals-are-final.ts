import type { Case } from '../../case.ts';
import { endOf, settled } from '../../tools.ts';

export const refusalsAreFinal: Case = {
  id: 'retry-refusals-are-final',
  title: 'A refusal by an open circuit inside a retry ends the call at once, and costs no attempts',
  source: 'Polly docs, Circuit breaker (BrokenCircuitException); cockatiel 4.0.0, wrap(retry, breaker)',
  async run(check) {
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 2, errorRatio: 0.5, openMs: 10_000 });
    const retry = check.retry({ maxAttempts: 5, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } });
    for (let at = 0; at < 4; at += 1) await settled(breaker.execute(() => Promise.reject(new Error('down'))));
    check.equal('state after failures', breaker.state, 'open');
    let asked = 0;
    const call = retry.execute(() => {
      asked += 1;
      return breaker.execute(async () => 'done');
    });
    const end = await endOf(call, 1_500);
    check.equal('times that the open circuit was asked', asked, 1);
    check.that(end !== undefined, 'after 1,500 ms it has not ended');
    check.that(end !== undefined && 'error' in end, 'an open circuit let a call through');
  },
  bug: {
    seam: 'refusal-is-final',
    becomes: 'false',
  },
};
