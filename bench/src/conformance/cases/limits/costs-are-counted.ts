import type { Case } from '../../case.ts';
import { CountedWindow } from './counted-window.fixture.ts';

export const costsAreCounted: Case = {
  id: 'costs-are-counted',
  title: 'A call that takes several of a unit is sent only when the window has as many',
  source: 'Shopify, API rate limits (calculated query cost); p-queue issue 176; taskforcesh/bullmq issue 798',
  async run(check) {
    const window = { limit: 6, windowMs: 400 };
    const api = new CountedWindow({ ...window, costs: { '/none': 4 } });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { window, costs: { none: 4 } });
    const calls = (['none', 'safe', 'none', 'safe', 'safe', 'none'] as const).map((idempotency) =>
      client.call({ idempotency }),
    );
    const ends = await Promise.allSettled(calls);
    check.equal('calls that failed', ends.filter(({ status }) => status === 'rejected').length, 0);
    check.equal('requests beyond the limit', api.refused, 0);
    check.equal('requests', upstream.arrivals.length, 6);
  },
  bug: {
    seam: 'cost-of-a-call',
    becomes: 'Math.min(1, $&)',
    alsoFails: [
      ...['learnt-bucket-little-by-little', 'told-limit-is-obeyed', 'bucket-as-it-is-refilled'],
      ...['costly-call-in-turn', 'cost-above-the-limit'],
      ...['several-limits', 'smaller-may-overtake', 'waits-for-what-it-lacks'],
      ...['nothing-beyond-the-brim', 'slow-answers-of-a-window', 'learnt-bucket-is-refilled'],
    ],
  },
};
