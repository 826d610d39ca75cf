import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi, numberIn } from './metered-api.fixture.ts';

export const tokensBeforeTheCall: Case = {
  id: 'tokens-before-the-call',
  title: 'Under a limit of tokens a call is known to take those of its body, and the most that it asks for',
  source: 'OpenAI, Rate limits (the maximum of max_tokens and the estimate of the request counts)',
  async run(check) {
    const api = new MeteredApi({
      meter: bucket(1_000, 2_000),
      cost: (arrival) => arrival.body.length / 4 + (numberIn(arrival, 'max_tokens') ?? 0),
    });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, { quotas: [{ unit: 'tokens', limit: 1_000, refillPerSecond: 2_000 }] });
    const prompt = 'once more '.repeat(40);
    const calls = [500, 300, 0, 700, 100, 400].map((max_tokens) =>
      client.call({ idempotency: 'none', payload: { prompt, max_tokens } }),
    );
    await allEnd(check, calls, 8_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'maximum-of-a-request',
    becomes: '0',
    alsoFails: ['tokens-in-and-out'],
  },
};
