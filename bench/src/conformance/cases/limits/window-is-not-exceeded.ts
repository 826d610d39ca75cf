import type { Case } from '../../case.ts';
import { retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';
import { CountedWindow } from './counted-window.fixture.ts';

export const windowIsNotExceeded: Case = {
  id: 'window-is-not-exceeded',
  title: 'Of many calls at once no more are sent than the window has, so that the API never has to refuse one',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 7 (SHOULD NOT exceed the available quota); Nimbus guide',
  async run(check) {
    const window = { limit: 6, windowMs: 600 };
    const api = new CountedWindow(window);
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { window, hints: retryAfterMsAndRemaining });
    const ends = await Promise.allSettled(Array.from({ length: 12 }, () => client.call()));
    check.equal('calls that failed', ends.filter(({ status }) => status === 'rejected').length, 0);
    check.equal('requests beyond the limit', api.refused, 0);
    check.equal('requests', upstream.arrivals.length, 12);
  },
  bug: {
    seam: 'first-window',
    // The client trusts the API to tell what remains, which it does too late.
    becomes: 'true || $&',
  },
};
