import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi } from './metered-api.fixture.ts';

const eventsOf = (usage: number): string =>
  ['{"text":"once"}', '{"text":" more"}', `{"usage":${usage}}`, '[DONE]'].map((data) => `data: ${data}\n\n`).join('');

export const costOfAStream: Case = {
  id: 'cost-of-a-stream',
  title: 'What a stream has cost is in its last events, and what it has not taken comes back when it has ended',
  source: 'OpenAI, Streaming (stream_options.include_usage); Anthropic, Streaming messages (message_delta)',
  async run(check) {
    const api = new MeteredApi({
      meter: bucket(10, 1),
      needs: () => 8,
      reply: (cost) => ({ body: eventsOf(cost), headers: { 'content-type': 'text/event-stream' } }),
    });
    const upstream = await check.upstream(api.script);
    const costs = { none: { estimate: 8, settled: { lastEvent: 'usage' } } };
    const quotas = [{ unit: 'points', limit: 10, refillPerSecond: 1, costs }];
    const client = check.client(upstream, { quotas, streams: 'read' });
    for (let at = 0; at < 3; at += 1) await allEnd(check, [client.call({ idempotency: 'none' })], 5_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'cost-of-a-stream',
    becomes: '[]',
  },
};
