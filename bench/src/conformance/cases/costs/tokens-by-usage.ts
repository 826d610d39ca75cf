import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi, numberIn } from './metered-api.fixture.ts';

export const tokensByUsage: Case = {
  id: 'tokens-by-usage',
  title: 'Of the most tokens that a call has asked for, those that usage in the answer does not tell come back at once',
  source: 'AWS Bedrock, How tokens are counted (max_tokens at first, usage at the end); OpenAI and Anthropic, usage',
  async run(check) {
    const api = new MeteredApi({
      meter: bucket(250, 10),
      needs: (arrival) => numberIn(arrival, 'max_tokens') ?? 0,
      cost: () => 20,
      reply: (cost, at) => ({
        body: { usage: at % 2 === 0 ? { total_tokens: cost } : { input_tokens: cost - 8, output_tokens: 8 } },
      }),
    });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { quotas: [{ unit: 'tokens', limit: 250, refillPerSecond: 10 }] });
    for (let at = 0; at < 3; at += 1) {
      const payload = { prompt: 'hi', max_tokens: 190 };
      await allEnd(check, [client.call({ idempotency: 'none', payload })], 5_000);
    }
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'usage-of-an-answer',
    becomes: 'undefined',
  },
};
