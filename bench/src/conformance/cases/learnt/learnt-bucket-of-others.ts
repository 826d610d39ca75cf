import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { learntBucket } from './learnt-bucket.fixture.ts';

export const learntBucketOfOthers: Case = {
  id: 'learnt-bucket-of-others',
  title: 'Of a bucket that was learnt, each answer is heard still: what others draw is not there',
  source: 'OpenAI, Rate limits (of an organization and a project, and not of a key); SGrondin/bottleneck issue 172',
  async run(check) {
    const { client, meter, api } = await learntBucket(check);
    meter.take(Math.floor(meter.left(performance.now())) - 2, performance.now());
    await client.call();
    const calls = Array.from({ length: 6 }, () => client.call());
    await allEnd(check, calls, 5_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'learnt-bucket',
    becomes: '',
  },
};
