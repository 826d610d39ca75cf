import type { Case } from '../../case.ts';
import { codeOf, settled } from '../../tools.ts';

export const throttleRefuses: Case = {
  id: 'throttle-refuses',
  title: 'Calls to an upstream that accepts nothing are refused here, nearly all of them, after a first few',
  source: 'SRE book, Handling Overload: client-side throttling',
  async run(check) {
    const upstream = await check.upstream([503]);
    const client = check.client(upstream, { throttle: { k: 2, windowMs: 60_000, minimumRequests: 20 } });
    const codes: unknown[] = [];
    for (let at = 0; at < 120; at += 1) codes.push(codeOf(await settled(client.call())));
    // Above the minimum the n-th call is let through with a probability of about 1/n.
    check.between('requests', upstream.arrivals.length, 20, 45);
    const refused = codes.filter((code) => code === 'EVK_THROTTLED_LOCALLY').length;
    check.equal('calls refused here', refused, 120 - upstream.arrivals.length);
  },
  bug: {
    seam: 'share-refused',
    becomes: '0',
  },
};
