import type { Hint } from '@evenkeel/toolkit/providers';
import type { Case } from '../../case.ts';
import { sleep } from '../../tools.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { remaining } from '../hints/dialects.fixture.ts';
import { tell, toldHints } from './told.fixture.ts';

export const learntIsForgotten: Case = {
  id: 'learnt-is-forgotten',
  title: 'What was learnt of a limit holds for two windows: an API that tells of none any more holds back nobody',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 4 (what is told is no promise for other windows)',
  async run(check) {
    const { headers } = tell(1, 2, 250);
    const upstream = await check.upstream([{ headers: { ...headers, 'x-ratelimit-window-ms': '250' } }, 200]);
    const window = { ...remaining, header: 'x-ratelimit-window-ms', means: 'window-length', format: 'milliseconds' };
    const client = check.client(upstream, { hints: [...toldHints, window] as Hint[] });
    await client.call();
    await sleep(700);
    const calls = Array.from({ length: 12 }, () => client.call());
    await allEnd(check, calls, 4_000);
    check.equal('requests', upstream.arrivals.length, 13);
  },
  bug: {
    seam: 'learnt-expires',
    becomes: 'Infinity',
  },
};
