import type { Case } from '../../case.ts';
import { deferred, until } from '../../tools.ts';

const CALLS = 24;
const LIMIT = 8;

export const lowerLimit: Case = {
  id: 'lower-limit',
  title: 'Under a limit that is lowered while calls go on, those in flight finish, and then no more go at once',
  source: 'resilience4j, Bulkhead.changeConfig(); opossum issue 450 (runtime reconfiguration)',
  async run(check) {
    const lowered = deferred();
    const upstream = await check.upstream((_, at) => (at < LIMIT ? { when: lowered.promise } : { afterMs: 20 }));
    const client = check.client(upstream, { bulkhead: { limit: LIMIT } });
    const setLimit = check.requires(client.setLimit);
    const calls = Promise.allSettled(Array.from({ length: CALLS }, () => client.call()));
    await until(() => upstream.arrivals.length === LIMIT);
    setLimit(2);
    lowered.resolve();
    const ends = await calls;
    check.equal('calls that failed', ends.filter(({ status }) => status === 'rejected').length, 0);
    const later = upstream.arrivals.slice(LIMIT);
    check.equal('requests after the change', later.length, CALLS - LIMIT);
    const atOnce = later.map(
      ({ atMs }) => upstream.arrivals.filter((other) => other.atMs <= atMs && (other.endMs ?? atMs) > atMs).length,
    );
    check.equal('the most at once, when another came', Math.max(...atOnce), 2);
  },
  bug: {
    seam: 'lower-limit',
    becomes: 'Math.max(4, $&)',
  },
};
