import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';
import { retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';

const CALLS = 16;

export const toldLimitsSuffice: Case = {
  id: 'told-limits-suffice',
  title: 'Once an answer tells what is left of a limit over time, as many are in flight as that allows',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 4; GitHub, Best practices for using the REST API',
  async run(check) {
    const upstream = await check.upstream((_, at) =>
      at === 0 ? { headers: { 'x-ratelimit-remaining': '500' } } : { hang: true },
    );
    const client = check.client(upstream, { hints: retryAfterMsAndRemaining });
    await client.call();
    for (let at = 0; at < CALLS; at += 1) void settled(client.call());
    await until(() => upstream.inFlight === CALLS, 5_000);
    check.equal('requests in flight', upstream.inFlight, CALLS);
  },
  bug: {
    seam: 'told-limits-suffice',
    becomes: 'undefined',
  },
};
