import type { Case } from '../../case.ts';
import { allEnd } from './all-end.fixture.ts';
import { bucket, MeteredApi, numberIn } from './metered-api.fixture.ts';

export const tokensInAndOut: Case = {
  id: 'tokens-in-and-out',
  title: 'Tokens that go in and tokens that come out are two limits, and a call is sent when both have room',
  source: 'Anthropic, Rate limits (ITPM and OTPM)',
  async run(check) {
    // What goes in has room enough.
    const api = new MeteredApi({
      meter: bucket(600, 1_500),
      cost: (arrival) => numberIn(arrival, 'max_tokens') ?? 0,
    });
    const upstream = await check.upstream(api.script);
    const client = check.client(upstream, {
      quotas: [
        { unit: 'input-tokens', limit: 10_000, refillPerSecond: 1_000 },
        { unit: 'output-tokens', limit: 600, refillPerSecond: 1_500 },
      ],
    });
    const calls = [500, 300, 10, 200, 400].map((max_tokens) =>
      client.call({ idempotency: 'none', payload: { prompt: 'once more', max_tokens } }),
    );
    await allEnd(check, calls, 4_000);
    check.equal('requests beyond the limit', api.refused, 0);
  },
  bug: {
    seam: 'tokens-of-its-name',
    becomes: "$&.replace('output', 'input')",
  },
};
