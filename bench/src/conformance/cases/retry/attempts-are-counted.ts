import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const attemptsAreCounted: Case = {
  id: 'retry-attempts-are-counted',
  title: '`maxAttempts: 3` sends three requests, the first included',
  source: 'cockatiel 4.0.0, trap 1; AWS SDK, retry mode "maximum attempts"',
  trap: 1,
  async run(check) {
    const upstream = await check.upstream([503]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    await settled(client.call());
    check.equal('requests', upstream.arrivals.length, 3);
  },
  bug: {
    seam: 'most-attempts',
    becomes: '$& + 1',
    alsoFails: ['retry-attempts-are-told'],
  },
};
