import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { CountedWindow } from './counted-window.fixture.ts';

export const waitsWhereItIsCounted: Case = {
  id: 'waits-where-it-is-counted',
  title: 'A call that waits when an answer names its bucket waits with those that the bucket counts',
  source: 'Discord, Rate limits (X-RateLimit-Bucket)',
  async run(check) {
    const window = { limit: 6, windowMs: 1_200 };
    const api = new CountedWindow(window);
    const upstream = await check.upstream((arrival, at) => {
      const { status } = api.script(arrival as never, at as never) as { status?: number };
      return { ...(status !== undefined && { status }), headers: { 'x-ratelimit-bucket': 'abcd1234' } };
    });
    const client = check.client(upstream, { window: { ...window, apart: [{ told: 'x-ratelimit-bucket' }] } });
    const routes = ['safe', 'none'] as const;
    // All at once: of each route a few leave before its first answer has come, and the others wait.
    const calls = Array.from({ length: 6 }, () => routes)
      .flat()
      .map((idempotency) => client.call({ idempotency }));
    await allEnd(check, calls, 12_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'waits-where-it-is-counted',
    becomes: 'false',
  },
};
