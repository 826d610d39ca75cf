import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import { untilProbeable } from './drive.fixture.ts';

const CALLERS = 30;

export const halfOpenSurplus: Case = {
  id: 'breaker-half-open-surplus',
  title: `Of ${CALLERS} callers who come to a half-open circuit one is sent, and the others are refused while it is under way`,
  source: 'SmallRye Fault Tolerance pull request 323; resilience4j issue 343; cockatiel 4.0.0, trap 7',
  trap: 7,
  async run(check) {
    const openMs = 50;
    let down = true;
    const upstream = await check.upstream(() => (down ? 503 : { afterMs: 100 }));
    const client = check.client(upstream, {
      breaker: { windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs },
    });
    for (let at = 0; at < 4; at += 1) await settled(client.call());
    await untilProbeable(openMs);
    down = false;
    const before = upstream.arrivals.length;
    const ends: string[] = [];
    const call = async () => ends.push('value' in (await settled(client.call())) ? 'answered' : 'refused');
    await Promise.all(Array.from({ length: CALLERS }, call));
    check.equal('requests after it had opened', upstream.arrivals.length - before, 1);
    check.equal('how the calls ended, in order', ends, [...Array(CALLERS - 1).fill('refused'), 'answered']);
  },
  bug: {
    seam: 'probes-at-once',
    becomes: '$& + 1',
  },
};
