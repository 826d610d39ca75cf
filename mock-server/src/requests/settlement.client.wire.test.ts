import { ContractClient, defineProvider, type LimitDefinition, type ResponseBody } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { WireServer } from '../wire.fixture.ts';

const CALLS = 40;

/** What a call may take at most, by its request, and what it takes: sometimes more. */
const asked = (n: number) => ({ max_tokens: 60 + ((n * 37) % 100), takes: 30 + ((n * 53) % 100) });

const tokens = { unit: 'tokens', amount: 1_000 } as const;
const bucket = { kind: 'bucket', ...tokens, refillPerSecond: 4_000 } as const;
const window = { kind: 'window', ...tokens, windowMs: 250 } as const;

test.each<[what: string, limit: LimitDefinition, returns: ResponseBody]>([
  ['a bucket', bucket, 'json'],
  ['a bucket of streams', bucket, 'events'],
  ['a window from its first request', window, 'json'],
  ['an aligned window', { ...window, starts: 'aligned' }, 'json'],
  ['a rolling window', { ...window, starts: 'rolling' }, 'json'],
])(
  'a client keeps to %s of tokens beside a bucket of requests, and none of its calls is refused',
  async (_what, limit, returns) => {
    const contract = defineProvider({
      name: 'model',
      limits: [{ kind: 'bucket', amount: 20, refillPerSecond: 100 }, limit],
      operations: {
        ask: {
          method: 'POST',
          path: '/ask',
          returns,
          costs: { requests: 1, tokens: { estimate: { estimator: 'tokens' } } },
          emulate: { latencyMedianMs: 20, latencySigma: 0.5, costs: { tokens: { request: 'takes', otherwise: 1 } } },
        },
      },
    });
    await using server = await WireServer.start({ contracts: [contract] });
    const client = new ContractClient(contract, { baseUrl: server.url, apiKey: 'model_default_local' });
    const ask = async (n: number): Promise<void> => {
      const { body } = await client.request('ask', asked(n));
      if (returns === 'events') for await (const _ of body as AsyncIterable<Uint8Array>);
    };
    await Promise.all(Array.from({ length: CALLS }, (_, n) => ask(n)));
    const statuses = (await server.journal()).entries.map(({ status }) => status);
    expect(statuses).toEqual(Array(CALLS).fill(200));
    await client.close();
  },
);
