import type { Case } from '../../case.ts';
import { deferred, settled, until } from '../../tools.ts';

export const fullBucketAtOnce: Case = {
  id: 'full-bucket-at-once',
  title: 'All that a full bucket holds may go at once, to its last token',
  source: 'RFC 2697, 3 (a burst of the committed size); AWS, Throttle requests to your REST APIs (burst)',
  async run(check) {
    const answers = deferred();
    const upstream = await check.upstream([{ when: answers.promise }]);
    const quotas = [{ unit: 'points', limit: 10, refillPerSecond: 0.5, costs: { safe: 1 } }];
    const client = check.client(upstream, { quotas });
    const given = new AbortController();
    const { signal } = given;
    const calls = Array.from({ length: 12 }, () => settled(client.call({ signal })));
    await until(() => upstream.arrivals.length >= 10, 2_000);
    // Time enough for one too many to come.
    await until(() => upstream.arrivals.length > 10, 150);
    check.equal('requests before any answer', upstream.arrivals.length, 10);
    given.abort();
    answers.resolve();
    await Promise.all(calls);
  },
  bug: {
    seam: 'margin-of-a-bucket',
    becomes: '$& + 1',
  },
};
