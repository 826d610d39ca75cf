import type { Case } from '../../case.ts';
import { BothWindows } from './both-windows.fixture.ts';

export const severalLimits: Case = {
  id: 'several-limits',
  title: 'Calls that stand under two limits are sent when both have room, so that the API never has to refuse one',
  source: 'OpenAI, Rate limits (requests and tokens a minute); sindresorhus/p-queue issue 176; pydantic-ai issue 3728',
  async run(check) {
    const requests = { limit: 5, windowMs: 300 };
    const tokens = { limit: 20, windowMs: 600 };
    const costs = { safe: 2, none: 9 };
    const ofPaths = { '/safe': 2, '/none': 9 };
    const api = new BothWindows(requests, { ...tokens, costs: ofPaths });
    const upstream = await check.upstream(api.script);
    const quotas = [{ unit: 'tokens', ...tokens, costs }];
    const client = check.client(upstream, { window: requests, quotas });
    const calls = Array.from({ length: 14 }, (_, at) => client.call({ idempotency: at % 4 === 0 ? 'none' : 'safe' }));
    const ends = await Promise.allSettled(calls);
    check.equal('calls that failed', ends.filter(({ status }) => status === 'rejected').length, 0);
    check.equal('requests beyond a limit', api.refused, 0);
    check.equal('requests', upstream.arrivals.length, 14);
  },
  bug: {
    seam: 'every-limit',
    becomes: '$&.slice(0, 1)',
    alsoFails: [
      'waits-for-what-it-lacks',
      'tokens-in-and-out',
      'wait-names-its-limit',
      'budget-is-kept',
      'budget-refuses',
    ],
  },
};
