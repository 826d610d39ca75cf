import type { Case } from '../../case.ts';
import { retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';
import { CountedWindow } from './counted-window.fixture.ts';

export const windowIsSharedWithOthers: Case = {
  id: 'window-is-shared-with-others',
  title: "Where others spend the same key's requests, the server's count holds, and not the client's own",
  source: 'Bottleneck issue 172 (the API has been used by something else); draft-ietf-httpapi-ratelimit-headers-11, 7',
  async run(check) {
    const window = { limit: 20, windowMs: 800 };
    const api = new CountedWindow({ ...window, byOthers: 16 });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { window, hints: retryAfterMsAndRemaining });
    // Its response tells that three are left.
    await client.call();
    const ends = await Promise.allSettled(Array.from({ length: 9 }, () => client.call()));
    check.equal('calls that failed', ends.filter(({ status }) => status === 'rejected').length, 0);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'remaining-is-told',
    becomes: '$& + 5',
    alsoFails: ['retries-are-counted', 'window-is-not-exceeded'],
  },
};
