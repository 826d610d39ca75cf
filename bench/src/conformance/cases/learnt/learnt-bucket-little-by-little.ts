import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { learntBucket } from './learnt-bucket.fixture.ts';

export const learntBucketLittleByLittle: Case = {
  id: 'learnt-bucket-little-by-little',
  title: 'A bucket is known as one also where each call moves its told end by a little only',
  source: 'OpenAI, Rate limits (x-ratelimit-reset-tokens is the time until all are there); Anthropic, Rate limits',
  async run(check) {
    const { client, api } = await learntBucket(check, { count: 24, cost: 1, grainMs: 1_000 });
    // The time is told in whole seconds: no answer tells by itself how fast it is refilled. The first of these lacks two,
    // which come in 0.4 s; the bucket is full after 4.8 s.
    const calls = Array.from({ length: 2 }, () => client.call({ idempotency: 'none' }));
    await allEnd(check, calls, 4_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'learnt-moves-add-up',
    becomes: 'true || $&',
    alsoFails: ['learnt-bucket-is-refilled', 'learnt-bucket-of-others'],
  },
};
