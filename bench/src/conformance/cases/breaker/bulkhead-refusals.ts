import type { Case } from '../../case.ts';
import { deferred, settled } from '../../tools.ts';

export const bulkheadRefusals: Case = {
  id: 'breaker-bulkhead-refusals',
  title: 'Refusals by a full bulkhead inside do not open the circuit: the upstream has not heard of them',
  source: 'resilience4j issue 989; opossum 10.0.0, lib/circuit.js: ESEMLOCKED goes to handleError',
  async run(check) {
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs: 10_000 });
    const bulkhead = check.bulkhead({ limit: 1, maxQueued: 0 });
    const underWay = deferred();
    const first = settled(breaker.execute(() => bulkhead.execute(() => underWay.promise)));
    for (let at = 0; at < 6; at += 1) {
      const end = await settled(breaker.execute(() => bulkhead.execute(() => Promise.resolve())));
      check.that('error' in end, 'a call above the limit was let through');
    }
    check.equal('state after six refusals', breaker.state, 'closed');
    underWay.resolve();
    check.that('value' in (await first), 'the call under way failed');
    await breaker.execute(() => bulkhead.execute(() => Promise.resolve()));
  },
  bug: {
    seam: 'local-refusal',
    becomes: 'false',
  },
};
