import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';

const CALLS = 6;

export const cancelledCalls: Case = {
  id: 'breaker-cancelled-calls',
  title: 'Calls that their callers cancel are no failures of the upstream',
  source: 'Polly, docs/strategies/circuit-breaker.md, ShouldHandle: all exceptions except OperationCanceledException',
  async run(check) {
    const upstream = await check.upstream((_, at) => (at < CALLS ? { hang: true } : 200));
    const client = check.client(upstream, {
      breaker: { windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs: 10_000 },
    });
    const controller = new AbortController();
    const calls = Array.from({ length: CALLS }, () => settled(client.call({ signal: controller.signal })));
    await until(() => upstream.arrivals.length === CALLS);
    controller.abort();
    await Promise.all(calls);
    check.equal('status of the next', (await client.call()).status, 200);
  },
  bug: {
    seam: 'cancelled-attempt',
    becomes: "'failure'",
    alsoFails: ['cancel-as-the-probe'],
  },
};
