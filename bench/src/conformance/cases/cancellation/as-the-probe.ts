import type { Case } from '../../case.ts';
import { endOf, settled, sleep, statusOf, until } from '../../tools.ts';
import type { Reply } from '../../upstream.ts';

export const asTheProbe: Case = {
  id: 'cancel-as-the-probe',
  title: 'An abort of a half-open probe decides nothing: the probe is given back, and the next caller may probe',
  source: 'resilience4j, CircuitBreaker.releasePermission',
  async run(check) {
    let reply: Reply = 503;
    const upstream = await check.upstream(() => reply);
    const client = check.client(upstream, {
      breaker: { windowMs: 10_000, minimumCalls: 2, errorRatio: 0.5, openMs: 100 },
    });
    for (let at = 0; at < 8; at += 1) await settled(client.call());
    await sleep(130);
    const before = upstream.arrivals.length;
    reply = { hang: true };
    const controller = new AbortController();
    const probe = client.call({ signal: controller.signal });
    await until(() => upstream.arrivals.length > before);
    controller.abort();
    const end = await endOf(probe, 1_000);
    check.that(end !== undefined, '1,000 ms after the abort the probe has not ended');
    reply = 200;
    const next = await settled(client.call());
    check.that('value' in next, `the next caller was refused: ${'error' in next ? next.error : ''}`);
    check.equal('status of the next caller', statusOf(next), 200);
  },
  bug: {
    seam: 'probe-given-back',
    becomes: '',
    alsoFails: ['breaker-cancelled-probe'],
  },
};
