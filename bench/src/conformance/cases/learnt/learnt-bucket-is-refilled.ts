import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { learntBucket } from './learnt-bucket.fixture.ts';

export const learntBucketIsRefilled: Case = {
  id: 'learnt-bucket-is-refilled',
  title: 'Where the told end moves on with what is used, the limit is a bucket, and is used as it is refilled',
  source: 'OpenAI, Rate limits (x-ratelimit-reset-tokens is the time until all are there); Anthropic, Rate limits',
  async run(check) {
    const { client, api } = await learntBucket(check);
    // The first of these lacks two, which come in 0.4 s; the bucket is full after 4.8 s.
    const calls = Array.from({ length: 2 }, () => client.call({ idempotency: 'none' }));
    await allEnd(check, calls, 4_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'learnt-refill',
    becomes: '$& / 100',
    alsoFails: ['learnt-bucket-little-by-little', 'learnt-bucket-of-others'],
  },
};
