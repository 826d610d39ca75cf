import type { Case } from '../../case.ts';
import { deferred, sleep, until } from '../../tools.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { bucket, MeteredApi } from '../costs/metered-api.fixture.ts';

const SLOW = 4;

export const slowAnswers: Case = {
  id: 'slow-answers',
  title: 'What is on its way is kept in reserve until its answer: the API may draw for it when it comes, or at the end',
  source:
    'AWS Bedrock AgentCore, Rate limit metrics (recorded after the response completes); tarakc02/ratelimitr issue 14',
  async run(check) {
    const end = deferred();
    const api = new MeteredApi({
      meter: bucket(6, 40),
      takesAtOnce: (at) => at >= SLOW,
      when: (at) => (at < SLOW ? end.promise : undefined),
    });
    const upstream = await check.upstream(api.script);
    const quotas = [{ unit: 'points', limit: 6, refillPerSecond: 40, costs: { safe: 1 } }];
    const client = check.client(upstream, { quotas });
    const slow = Array.from({ length: SLOW }, () => client.call());
    await until(() => upstream.arrivals.length === SLOW);
    await sleep(100);
    await client.call();
    // The API's bucket is full again, and would be so if it had drawn for the slow ones at once.
    await sleep(150);
    const fast = Array.from({ length: 8 }, () => client.call());
    await until(() => upstream.arrivals.length > SLOW + 6, 100);
    end.resolve();
    await allEnd(check, [...slow, ...fast], 4_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'time-on-the-way',
    becomes: '80',
  },
};
