import type { Case } from '../../case.ts';
import { rateLimit, remaining, retryAfter } from './dialects.fixture.ts';

export const malformedHintsAreTold: Case = {
  id: 'malformed-hints-are-told',
  title: 'Each hint that is ignored is told by its name, once a response, so that it can be counted',
  source: 'RFC 9413, Maintaining Robust Protocols (an error that is tolerated in silence stays)',
  async run(check) {
    const upstream = await check.upstream([
      { status: 429, headers: { 'retry-after': 'soon' } },
      { status: 429, headers: { ratelimit: '"default";r=0;t=-1' } },
      { status: 429, headers: { 'retry-after': 'later', 'x-ratelimit-remaining': 'none' } },
      { status: 200, headers: { 'x-ratelimit-remaining': '7' } },
    ]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 5, backoff: { baseMs: 5, jitterMs: 0, capMs: 50 } },
      hints: [retryAfter, ...rateLimit, remaining],
    });
    const ignored = check.requires(client.ignoredHints);
    await client.call();
    check.equal('hints ignored', ignored(), ['retry-after', 'ratelimit', 'retry-after', 'x-ratelimit-remaining']);
  },
  bug: {
    seam: 'malformed-hints',
    becomes: '$&.slice(1)',
  },
};
