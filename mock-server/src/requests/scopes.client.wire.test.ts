import {
  ContractClient,
  defineProvider,
  type LimitDefinition,
  type ProviderDefinition,
} from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { WireServer } from '../wire.fixture.ts';

const CALLS = 36;
const CHANNELS = 3;

const window = { kind: 'window', amount: 6, windowMs: 300, starts: 'rolling' } as const;
const bucket = { kind: 'bucket', amount: 6, refillPerSecond: 40 } as const;
const emulate = { latencyMedianMs: 10, latencySigma: 0.3 };

const definition = (...limits: LimitDefinition[]): ProviderDefinition => ({
  name: 'chat',
  limits,
  operations: {
    send: { method: 'POST', path: '/channels/{channel}/messages', group: 'messages', emulate },
    edit: { method: 'POST', path: '/channels/{channel}/edits', group: 'messages', emulate },
    react: { method: 'POST', path: '/channels/{channel}/reactions', emulate },
  },
});

test.each<[what: string, scope: NonNullable<LimitDefinition['scope']>, limit: LimitDefinition]>([
  ['a parameter of the path', ['credential', { param: 'channel' }], window],
  ['a parameter of the path, of a bucket', ['credential', { param: 'channel' }], bucket],
  ['a field of the request', ['credential', { request: 'model' }], window],
  ['a bucket that answers name', ['credential', { told: 'x-bucket' }], window],
  ['a bucket that answers name, in each channel', ['credential', { told: 'x-bucket' }, { param: 'channel' }], bucket],
  ['the group, where the admitted count', ['credential', 'group'], window],
])('a client keeps to a limit by %s, and none of its calls is refused', async (_what, scope, limit) => {
  const contract = defineProvider(definition({ ...limit, scope }));
  await using server = await WireServer.start({ contracts: [contract] });
  const client = new ContractClient(contract, { baseUrl: server.url, apiKey: 'chat_default_local' });
  const call = (n: number) => {
    const params = { channel: `${n % CHANNELS}` };
    const operation = ['send', 'edit', 'react'][Math.floor(n / CHANNELS) % 3] as string;
    return client.request(operation, { model: `model-${n % 4}` }, { params });
  };
  const all = Array.from({ length: CALLS }, (_, n) => n);
  // One of each route and channel: before an answer has named their bucket, nobody knows that they share it.
  await Promise.all(all.slice(0, 3 * CHANNELS).map(call));
  await Promise.all(all.slice(3 * CHANNELS).map(call));
  const statuses = (await server.journal()).entries.map(({ status }) => status);
  expect(statuses).toEqual(Array(CALLS).fill(200));
  await client.close();
});
