import type { Case } from '../../case.ts';
import { remaining } from '../hints/dialects.fixture.ts';
import { allEnd } from './all-end.fixture.ts';
import { MeteredApi, slidingWindow } from './metered-api.fixture.ts';

export const othersUseAWindow: Case = {
  id: 'others-use-a-window',
  title:
    'What is missing in a window that slides, beyond what the client took, was taken by others and is left to them',
  source: 'GitHub, REST API rate limits (shared by all apps of a user); draft-ietf-httpapi-ratelimit-headers-11, 7',
  async run(check) {
    const meter = slidingWindow(20, 700);
    const left = (): string => String(meter.left(performance.now()));
    const ofPaths: Record<string, number> = { '/none': 2, '/safe': 1 };
    const api = new MeteredApi({
      meter,
      cost: ({ path }) => ofPaths[path] ?? 1,
      reply: () => ({ headers: { 'x-ratelimit-remaining': left() } }),
    });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, {
      quotas: [{ unit: 'points', limit: 20, windowMs: 700, costs: { safe: 1, none: 2 } }],
      hints: [{ ...remaining, unit: 'points' }],
    });
    // So that a connection is open.
    await client.call();
    meter.take(11, performance.now());
    await client.call();
    const calls = Array.from({ length: 14 }, (_, at) => client.call({ idempotency: at % 4 === 3 ? 'none' : 'safe' }));
    await allEnd(check, calls, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'others-use',
    becomes: '',
  },
};
