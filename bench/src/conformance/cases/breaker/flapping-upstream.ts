import type { Case } from '../../case.ts';
import { untilAnswered } from './until-answered.fixture.ts';

const MINIMUM = 4;
const FAILURES = 8;

export const flappingUpstream: Case = {
  id: 'breaker-flapping-upstream',
  title: 'While the upstream stays down it gets one probe each openMs, and when it is back all goes on',
  source:
    'Microsoft, Cloud Design Patterns, Circuit Breaker pattern; Polly, docs/strategies/circuit-breaker.md, Complex',
  async run(check) {
    const openMs = 120;
    const upstream = await check.upstream((_, at) => (at < FAILURES ? 503 : 200));
    const client = check.client(upstream, {
      breaker: { windowMs: 10_000, minimumCalls: MINIMUM, errorRatio: 0.5, openMs },
    });
    await untilAnswered(client);
    check.equal('requests with the first that was answered', upstream.arrivals.length, FAILURES + 1);
    for (let at = MINIMUM; at <= FAILURES; at += 1) {
      const [before, probe] = upstream.arrivals.slice(at - 1);
      const waitedMs = Number(probe?.atMs) - Number(before?.atMs);
      check.between(`milliseconds before request ${at + 1}`, waitedMs, openMs - 1, 6_000);
    }
    await Promise.all(Array.from({ length: 10 }, () => client.call()));
    check.equal('requests after ten more calls', upstream.arrivals.length, FAILURES + 11);
  },
  bug: {
    seam: 'open-time',
    becomes: '1',
    alsoFails: ['breaker-open-sends-nothing', 'breaker-refusal-says-when', 'breaker-stored-open'],
  },
};
