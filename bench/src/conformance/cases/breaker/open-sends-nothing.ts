import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import { untilAnswered } from './until-answered.fixture.ts';

export const openSendsNothing: Case = {
  id: 'breaker-open-sends-nothing',
  title: 'An open circuit sends nothing until openMs are over; then one probe closes it',
  source: 'Polly, docs/strategies/circuit-breaker.md, BreakDuration',
  async run(check) {
    const openMs = 500;
    const upstream = await check.upstream((_, at) => (at < 4 ? 503 : 200));
    const client = check.client(upstream, {
      breaker: { windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs },
    });
    for (let at = 0; at < 4; at += 1) await settled(client.call());
    await untilAnswered(client);
    check.equal('requests with the first that was answered', upstream.arrivals.length, 5);
    const [last, probe] = upstream.arrivals.slice(3);
    check.between('milliseconds without a request', Number(probe?.atMs) - Number(last?.atMs), openMs - 1, 6_000);
    const after = await Promise.all(Array.from({ length: 10 }, () => client.call()));
    check.equal('calls that go through afterwards', after.length, 10);
  },
  bug: {
    seam: 'circuit-of-a-contract',
    // The circuit is as good as never open.
    becomes: '1',
    alsoFails: ['breaker-flapping-upstream'],
  },
};
