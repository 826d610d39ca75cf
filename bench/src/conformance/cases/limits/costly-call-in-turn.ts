import type { Case } from '../../case.ts';
import { endOf, settled, until } from '../../tools.ts';
import { CountedWindow } from './counted-window.fixture.ts';

/** Far longer than the call has to wait: a window, and the time on the way. */
const STARVED_MS = 4_000;

export const costlyCallInTurn: Case = {
  id: 'costly-call-in-turn',
  title: 'A call that needs a whole window is not overtaken by those that need little and come after it',
  source: 'Demers, Keshav, Shenker, Analysis and Simulation of a Fair Queueing Algorithm (no starvation)',
  async run(check) {
    const window = { limit: 4, windowMs: 300 };
    const api = new CountedWindow({ ...window, costs: { '/none': 4 } });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { window, costs: { none: 4 } });
    const small = new AbortController();
    const { signal } = small;
    const come = setInterval(() => void settled(client.call({ signal })), 20);
    await until(() => upstream.arrivals.length === window.limit);
    const costly = await endOf(client.call({ idempotency: 'none' }), STARVED_MS);
    clearInterval(come);
    small.abort();
    check.that(costly !== undefined, `the costly call was not made within ${STARVED_MS} ms`);
    check.that('value' in (costly ?? {}), 'the costly call failed');
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'behind-those-who-wait',
    becomes: 'false',
  },
};
