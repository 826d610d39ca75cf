import type { Case } from '../../case.ts';
import { deferred, sleep, until } from '../../tools.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { bucket, MeteredApi } from '../costs/metered-api.fixture.ts';

const SLOW = 4;
/** All but the first, after which a connection is open. */
const isSlow = (at: number): boolean => at > 0 && at <= SLOW;
const MOST_HELD_MS = 900;

export const slowAnswers: Case = {
  id: 'slow-answers',
  title: 'What is on its way is kept in reserve until its answer: the API may draw for it when it comes, or at the end',
  source:
    'AWS Bedrock AgentCore, Rate limit metrics (recorded after the response completes); tarakc02/ratelimitr issue 14',
  async run(check) {
    const end = deferred();
    const api = new MeteredApi({
      meter: bucket(6, 60),
      takesAtOnce: (at) => !isSlow(at),
      when: (at) => (isSlow(at) ? end.promise : undefined),
    });
    const upstream = await check.upstream(api.script);
    const quotas = [{ unit: 'points', limit: 6, refillPerSecond: 60, costs: { safe: 1 } }];
    const client = check.client(upstream, { quotas });
    await client.call();
    await sleep(50);
    const startedMs = performance.now();
    const slow = Array.from({ length: SLOW }, () => client.call());
    await until(() => upstream.arrivals.length === 1 + SLOW);
    await sleep(60);
    await client.call();
    // The API's bucket is full again, and would be so if it had drawn for the slow ones at once.
    await sleep(100);
    const fast = Array.from({ length: 8 }, () => client.call());
    await until(() => upstream.arrivals.length >= SLOW + 8, 300);
    const heldMs = performance.now() - startedMs;
    end.resolve();
    const all = [...slow, ...fast];
    await Promise.allSettled(all);
    // What has no answer for a second has arrived: the client draws for it, and on so busy a machine nothing is shown.
    if (heldMs > MOST_HELD_MS) return;
    await allEnd(check, all, 4_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'time-on-the-way',
    becomes: '40',
  },
};
