import { defineProvider } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { until, WireServer } from '../wire.fixture.ts';

const emulate = { latencyMedianMs: 1, latencySigma: 0, costs: { tokens: { request: 'takes', otherwise: 100 } } };
const costs = { requests: 1, tokens: { estimate: { estimator: 'tokens' } } } as const;

/** Of 10 requests and 1,000 tokens, which do not grow while a test runs. */
const model = defineProvider({
  name: 'model',
  limits: [
    { kind: 'bucket', amount: 10, refillPerSecond: 1e-6 },
    { kind: 'bucket', unit: 'tokens', amount: 1_000, refillPerSecond: 1e-6 },
  ],
  hints: [
    { header: 'x-left', means: 'remaining', format: 'integer' },
    { header: 'x-tokens-left', means: 'remaining', unit: 'tokens', format: 'integer' },
  ],
  operations: {
    ask: { method: 'POST', path: '/ask', costs, emulate },
    ponder: { method: 'POST', path: '/ponder', costs, emulate: { ...emulate, latencyMedianMs: 600_000 } },
    tell: { method: 'POST', path: '/tell', returns: 'events', costs, emulate },
    look: { method: 'GET', path: '/look', costs: {} },
  },
});

const start = () => WireServer.start({ contracts: [model] });
const authorization = 'Bearer model_default_local';
const bodyOf = (max_tokens: number, takes: number) => JSON.stringify({ max_tokens, takes }).padEnd(32);

/** Of the body itself 8 tokens are estimated. */
const ask = (
  { url }: WireServer,
  max: number,
  takes: number,
  { path = '/ask', signal = null as AbortSignal | null } = {},
) => fetch(`${url}${path}`, { method: 'POST', headers: { authorization }, body: bodyOf(max, takes), signal });

async function left({ url }: WireServer): Promise<(string | null)[]> {
  const { headers } = await fetch(`${url}/look`, { headers: { authorization } });
  return [headers.get('x-left'), headers.get('x-tokens-left')];
}

test('of calls in flight the estimates count, and of those that are answered what they took', async () => {
  await using server = await start();
  const cut = new AbortController();
  const held = [1, 2, 3].map(() => ask(server, 192, 1, { path: '/ponder', signal: cut.signal }));
  await until('they are admitted', async () => (await left(server))[1] === '400');
  expect((await ask(server, 393, 1)).status).toBe(429);
  expect((await ask(server, 392, 100)).status).toBe(200);
  expect(await left(server)).toEqual(['6', '300']);
  expect((await ask(server, 192, 350)).status).toBe(200);
  expect(await left(server)).toEqual(['5', '0']);
  expect((await ask(server, 0, 0)).status).toBe(429);
  cut.abort();
  await Promise.allSettled(held);
});

test('a cut connection leaves what was estimated', async () => {
  await using server = await start();
  const cut = new AbortController();
  const asked = ask(server, 492, 1, { path: '/ponder', signal: cut.signal });
  await until('it is admitted', async () => (await left(server))[1] === '500');
  cut.abort();
  await expect(asked).rejects.toThrow();
  await until('its end is written down', async () => (await server.journal()).entries.some(({ aborted }) => aborted));
  expect(await left(server)).toEqual(['9', '500']);
});

test('a stream is settled when its last event comes, which tells it', async () => {
  await using server = await start();
  const answer = await ask(server, 492, 200, { path: '/tell' });
  expect(answer.headers.get('x-tokens-left')).toBe('500');
  const [, last] = /^data: (.*)\n\n$/m.exec((await answer.text()).split('event: piece\n').at(-1) ?? '') ?? [];
  expect(JSON.parse(last ?? '').usage).toEqual({ input_tokens: 8, output_tokens: 192, total_tokens: 200 });
  expect(await left(server)).toEqual(['9', '800']);
});

test.each([
  ['without a key is refused by its head', '/ask', '', /^HTTP\/1\.1 401/],
  ['whose body says what it takes is counted when that has come', '/ask', authorization, /^$/],
])('a request %s', async (_what, path, key, received) => {
  await using server = await start();
  const body = bodyOf(500, 1);
  const connection = await server.connect();
  connection.socket.write(
    `POST ${path} HTTP/1.1\r\nhost: mock\r\nauthorization: ${key}\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
  );
  if (key === '') await until('it is refused', () => connection.received() !== '');
  expect([connection.received().slice(0, 12), await left(server)]).toEqual([
    expect.stringMatching(received),
    ['10', '1000'],
  ]);
  if (key !== '') {
    connection.socket.write(body.slice(9));
    await until('it is answered', () => connection.received().includes('usage'));
    expect(await left(server)).toEqual(['9', '999']);
  }
  connection.socket.destroy();
});
