import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const hintOn200: Case = {
  id: 'hint-on-200',
  title: 'A Retry-After beside requests that remain pauses nobody',
  source: 'Nimbus guide: the batch pauses when X-RateLimit-Remaining reaches 0',
  async run(check) {
    const headers = { 'x-ratelimit-remaining': '50', 'retry-after': '6' };
    const upstream = await check.upstream([{ headers }]);
    const client = check.client(upstream, {
      hints: nimbusProfile.hints,
      window: { limit: 100, windowMs: 6_000 },
    });
    await client.call();
    const { tookMs } = await settled(client.call());
    check.between('milliseconds of the second call', tookMs, 0, 3_000);
  },
  bug: {
    seam: 'nothing-remains',
    // Pauses when 50 requests remain.
    becomes: '50',
  },
};
