import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { CountedWindow } from '../limits/counted-window.fixture.ts';
import { toldHints } from './told.fixture.ts';

export const learntFromWhatIsLeft: Case = {
  id: 'learnt-from-what-is-left',
  title: 'Of a limit that nobody has told the client, it uses what answers say is left, and then waits for the window',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 4; GitHub, Best practices for using the REST API',
  async run(check) {
    const api = new CountedWindow({ limit: 20, windowMs: 700 });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { hints: toldHints });
    const calls = Array.from({ length: 45 }, () => client.call());
    await allEnd(check, calls, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'learnt-remaining',
    becomes: '',
    alsoFails: ['models-are-split', 'told-limits-suffice'],
  },
};
