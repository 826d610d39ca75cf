import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const throttlingIsNoFailure: Case = {
  id: 'breaker-throttling-is-no-failure',
  title: 'Answers of 429 do not open the circuit: the upstream works, and the client asked too often',
  source: 'RFC 6585, 4; Envoy, Outlier detection, Consecutive 5xx',
  async run(check) {
    const upstream = await check.upstream((_, at) => (at < 8 ? 429 : 200));
    const client = check.client(upstream, {
      breaker: { windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs: 10_000 },
    });
    for (let at = 0; at < 8; at += 1) await settled(client.call());
    check.equal('requests', upstream.arrivals.length, 8);
    check.equal('status of the next', (await client.call()).status, 200);
  },
  bug: {
    seam: 'throttled-attempt',
    becomes: "'failure'",
  },
};
