import type { Case } from '../../case.ts';
import { deferred, until } from '../../tools.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const nothingBeyondTheBrim: Case = {
  id: 'nothing-beyond-the-brim',
  title: 'What comes back of an estimate makes a bucket no fuller than it would be, had it never been taken',
  source:
    'RFC 2697, 3 (the committed bucket holds at most CBS); Turner, New directions in communications (leaky bucket)',
  async run(check) {
    const meter = bucket(20, 20);
    const ends = deferred();
    const ofPaths: Record<string, number> = { '/none': 1, '/key': 10, '/safe': 18 };
    const headers = { 'content-type': 'text/event-stream' };
    const api = new MeteredApi({
      meter,
      cost: ({ path }) => ofPaths[path] ?? 1,
      reply: (cost) => ({
        body: `data: {"text":"once more"}\n\ndata: {"usage":${cost}}\n\n`,
        headers,
        ...(cost === 1 && { rest: ends.promise }),
      }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 12, settled: { lastEvent: 'usage' } }, key: 10, safe: 18 };
    const quotas = [{ unit: 'points', limit: 20, refillPerSecond: 20, costs }];
    const client = check.client(upstream, { quotas, streams: 'read' });
    const long = client.call({ idempotency: 'none' });
    // The client's bucket is full again, without what the stream does not take.
    await until(() => (upstream.arrivals[0]?.atMs ?? Number.POSITIVE_INFINITY) + 700 < performance.now(), 3_000);
    await allEnd(check, [client.call({ idempotency: 'key' })], 6_000);
    ends.resolve();
    await allEnd(check, [long], 6_000);
    await allEnd(check, [client.call()], 6_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'up-to-the-brim',
    becomes: 'Infinity',
  },
};
