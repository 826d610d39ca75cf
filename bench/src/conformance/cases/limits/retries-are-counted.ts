import type { Case } from '../../case.ts';
import { retryAfterMsAndRemaining } from '../hints/dialects.fixture.ts';
import { CountedWindow } from './counted-window.fixture.ts';

export const retriesAreCounted: Case = {
  id: 'retries-are-counted',
  title: 'A retry needs a permit of its own, like any request',
  source: 'Bottleneck issue 170: "Retries can exceed rate limiting options"',
  async run(check) {
    const window = { limit: 3, windowMs: 500 };
    // Two calls fail, so two retries are due, but one request is left. It is under way when the other retry is due.
    const api = new CountedWindow({ ...window, reply: (at) => (at < 2 ? { status: 503 } : { afterMs: 100 }) });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, {
      window,
      hints: retryAfterMsAndRemaining,
      retry: { maxAttempts: 3, backoff: { baseMs: 30, jitterMs: 0, capMs: 100 } },
    });
    const ends = await Promise.allSettled([client.call(), client.call()]);
    check.equal('calls that failed', ends.filter(({ status }) => status === 'rejected').length, 0);
    check.equal('requests beyond the limit', api.refused, 0);
    check.equal('requests', upstream.arrivals.length, 4);
  },
  bug: {
    seam: 'requests-under-way',
    // A request under way does not count, so a retry takes its place.
    becomes: '0',
    alsoFails: ['window-is-not-exceeded', 'window-is-shared-with-others'],
  },
};
