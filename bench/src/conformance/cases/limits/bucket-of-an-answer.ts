import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { CountedWindow } from './counted-window.fixture.ts';

export const bucketOfAnAnswer: Case = {
  id: 'bucket-of-an-answer',
  title: 'Routes whose answers name the same bucket are counted together from then on',
  source: 'Discord, Rate limits (X-RateLimit-Bucket)',
  async run(check) {
    const window = { limit: 6, windowMs: 700 };
    const api = new CountedWindow(window);
    const upstream = await check.upstream((arrival, at) => {
      // Nothing else is told: neither what is left nor how long to wait.
      const { status } = api.script(arrival as never, at as never) as { status?: number };
      return { ...(status !== undefined && { status }), headers: { 'x-ratelimit-bucket': 'abcd1234' } };
    });
    const client = check.client(upstream, { window: { ...window, apart: [{ told: 'x-ratelimit-bucket' }] } });
    const routes = ['safe', 'none', 'key'] as const;
    await Promise.all(routes.map((idempotency) => client.call({ idempotency })));
    const calls = [...routes, ...routes, ...routes, ...routes].map((idempotency) => client.call({ idempotency }));
    await allEnd(check, calls, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'bucket-of-an-answer',
    becomes: '',
    alsoFails: ['waits-where-it-is-counted'],
  },
};
