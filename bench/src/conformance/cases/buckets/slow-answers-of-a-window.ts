import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { MeteredApi, slidingWindow } from '../costs/metered-api.fixture.ts';

export const slowAnswersOfAWindow: Case = {
  id: 'slow-answers-of-a-window',
  title: 'In a window that slides, a request counts from its answer on, since the API may have counted it only then',
  source:
    'AWS Bedrock AgentCore, Rate limit metrics (recorded after the response completes); tarakc02/ratelimitr issue 14',
  async run(check) {
    const windowMs = 400;
    const api = new MeteredApi({
      meter: slidingWindow(10, windowMs),
      cost: () => 10,
      afterMs: (at) => (at === 0 ? 300 : 0),
      takesAtOnce: (at) => at > 0,
    });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { quotas: [{ unit: 'points', limit: 10, windowMs, costs: { none: 10 } }] });
    const calls = Array.from({ length: 2 }, () => client.call({ idempotency: 'none' }));
    await allEnd(check, calls, 5_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'latest-time-of-counting',
    becomes: '100',
  },
};
