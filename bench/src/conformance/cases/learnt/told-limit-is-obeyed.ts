import type { Case } from '../../case.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { CountedWindow } from '../limits/counted-window.fixture.ts';
import { pointsOf, tellPoints } from './told-limit.fixture.ts';

export const toldLimitIsObeyed: Case = {
  id: 'told-limit-is-obeyed',
  title: 'A limit that answers tell to be lower than the client was told is kept to',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 3 (RateLimit-Policy)',
  async run(check) {
    const api = new CountedWindow({ limit: 5, windowMs: 600 });
    const upstream = await check.upstream((...sent) => {
      const reply = api.script(...sent);
      return { ...(typeof reply === 'object' && { status: reply.status }), ...tellPoints(10) };
    });
    const client = check.client(upstream, pointsOf(40, 600));
    await client.call();
    const calls = Array.from({ length: 14 }, () => client.call());
    await allEnd(check, calls, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'told-limit',
    becomes: '',
  },
};
