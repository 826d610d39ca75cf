import type { Redis } from 'ioredis';
import { afterEach, expect, test } from 'vitest';
import { CountedWindow, countingRedis } from './counted-window.ts';

const settings = {
  unit: 'requests',
  amount: 3,
  windowMs: 1_000,
  penaltyMs: 5_000,
  perNetwork: true,
  perGroup: true,
};
const connections: Redis[] = [];
afterEach(() => {
  for (const redis of connections.splice(0)) redis.disconnect();
});

test.each([
  ['open', true],
  ['closed', false],
] as const)('without its Redis and %s a request that is not counted passes: %s', async (onStoreFailure, passes) => {
  const redis = countingRedis('redis://127.0.0.1:1');
  connections.push(redis);
  const window = new CountedWindow({ name: 'neura', settings, redis, onStoreFailure });
  expect(window.failing).toBe(false);
  expect(await window.count('k', { requests: 1 })).toEqual({ outcome: 'not-counted', passes });
  expect(window.failing).toBe(true);
  expect(await window.consumption()).toEqual({});
});
