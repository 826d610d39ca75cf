import type { Case } from '../../case.ts';
import { sleep } from '../../tools.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { pointsOf, tellPoints } from './told-limit.fixture.ts';

export const toldLimitIsForgotten: Case = {
  id: 'told-limit-is-forgotten',
  title: 'A lower limit that no answer tells any more holds for two windows',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 3 (what is told may change at any time)',
  async run(check) {
    const upstream = await check.upstream([tellPoints(2), 200]);
    const client = check.client(upstream, pointsOf(60, 300));
    await client.call();
    await sleep(700);
    // The answer to this one shows that nothing is told any more.
    await client.call();
    const tookMs = await allEnd(
      check,
      Array.from({ length: 20 }, () => client.call()),
      8_000,
    );
    check.that(tookMs < 3_000, `20 calls took ${Math.round(tookMs)} ms, as if one could leave in 300 ms`);
  },
  bug: {
    seam: 'told-limit-ends',
    becomes: '',
  },
};
