import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

export const unreadStream: Case = {
  id: 'unread-stream',
  title: 'A stream that nobody reads keeps neither its slot nor what was reserved for it beyond a time that is set',
  source:
    'openai/openai-node, README, Streaming responses (to cancel a stream, break or call stream.controller.abort())',
  async run(check) {
    const api = new MeteredApi({
      meter: bucket(10, 40),
      needs: () => 8,
      reply: () => ({ body: 'data: {"text":"once"}\n\n', headers: { 'content-type': 'text/event-stream' } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 8, settled: { lastEvent: 'usage' } } };
    const client = check.client(upstream, {
      bulkhead: { limit: 1 },
      quotas: [{ unit: 'points', limit: 10, refillPerSecond: 40, costs }],
      streams: 'unread',
      settleAfterMs: 200,
    });
    for (let at = 0; at < 3; at += 1) await allEnd(check, [client.call({ idempotency: 'none' })], 3_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'stream-is-settled',
    becomes: 'undefined',
  },
};
