import { expect, it } from 'vitest';
import { headers, setUp } from '../call/pipeline.fixture.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { seededRandom } from '../testing/index.ts';

const of = (idempotency: 'safe' | 'key' | 'none', method: 'GET' | 'POST' = 'POST') => ({
  change: (contract: ProviderContract): void => {
    Object.assign(contract.operations.infer as object, {
      idempotency,
      method,
      sends: method === 'GET' ? 'none' : 'json',
    });
  },
});
const failing = { status: 503, headers: headers(500) };
const keys = (s: ReturnType<typeof setUp>): (string | undefined)[] =>
  s.transport.sent.map((request) => request.headers['idempotency-key']);

it('sends the same key with each attempt of a call, and another with another call', async () => {
  const s = setUp(() => failing, { ...of('key'), options: { random: Math.random } });
  await s.clock.runUntil(s.call('a'));
  await s.clock.runUntil(s.call('b'));
  const [a, b] = [new Set(keys(s).slice(0, 4)), new Set(keys(s).slice(4))];
  expect([a.size, b.size, new Set(keys(s)).size, keys(s).length]).toEqual([1, 1, 2, 8]);
});

it('takes the caller’s key, so that a call made again later is the same request', async () => {
  const s = setUp(() => 200, of('key'));
  await s.clock.runUntil(s.client.call('infer', {}, (body) => body, { idempotencyKey: 'order-7' }));
  expect(keys(s)).toEqual(['order-7']);
});

it.each(['two words', '', 'ä'])('refuses the key %j', async (idempotencyKey) => {
  const s = setUp(() => 200, of('key'));
  await expect(s.client.call('infer', {}, (body) => body, { idempotencyKey })).rejects.toThrow('Option idempotencyKey');
  expect(s.transport.sent).toEqual([]);
});

it.each([
  ['safe', 503, 4],
  ['none', 503, 1],
  // A throttled request was not done, so it may be repeated.
  ['none', 429, 4],
] as const)('without a key: %s after %i makes %i attempts', async (idempotency, status, attempts) => {
  const s = setUp(() => ({ ...failing, status }), of(idempotency));
  await s.clock.runUntil(s.call('a'));
  expect(s.transport.sent).toHaveLength(attempts);
  expect(keys(s).every((key) => key === undefined)).toBe(true);
});

it('sends no body with a GET', async () => {
  const s = setUp(() => 200, of('safe', 'GET'));
  await s.clock.runUntil(s.client.call('infer', undefined, (body) => body));
  expect(s.transport.sent).toMatchObject([{ method: 'GET', body: undefined }]);
  expect(s.transport.sent[0]?.headers).not.toHaveProperty('content-type');
});

it('makes keys that no other client makes, whatever its randomness', async () => {
  const clients = [1, 2].map(() => setUp(() => 200, { ...of('key'), options: { random: seededRandom(7) } }));
  for (const s of clients) await s.clock.runUntil(s.call('a'));
  expect(new Set(clients.flatMap(keys)).size).toBe(2);
});

it('sends a key that the caller gives, also where none is needed', async () => {
  const s = setUp(() => 200, of('safe'));
  await s.clock.runUntil(s.client.call('infer', {}, (body) => body, { idempotencyKey: 'order-7' }));
  expect(keys(s)).toEqual(['order-7']);
});
