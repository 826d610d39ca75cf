import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import { Redis as Client } from 'ioredis';
import { RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const engine = await need('a Docker engine');

describe.skipIf(engine.missing)(`a Redis of Testcontainers${engine.because}`, () => {
  let redis: Redis;
  let client: Client;
  beforeAll(async () => {
    redis = await obtainRedis('testcontainers');
    client = new Client(redis.url ?? '', { maxRetriesPerRequest: 20 });
    // Without a listener ioredis prints errors that it survives.
    client.on('error', () => {});
  });
  afterAll(async () => {
    client?.disconnect();
    await redis?.stop();
  });

  it('counts for rate-limiter-flexible: three of three points, then a block of 5,000 ms', async () => {
    const limiter = new RateLimiterRedis({ storeClient: client, points: 3, duration: 1, blockDuration: 5 });
    const consume = (): Promise<RateLimiterRes> => limiter.consume('agent').catch((refused) => refused);
    const left = [await consume(), await consume(), await consume()].map((answer) => answer.remainingPoints);
    expect(left).toEqual([2, 1, 0]);
    const refused = await consume();
    expect(refused.remainingPoints).toBe(0);
    expect(refused.msBeforeNext).toBe(5_000);
    expect(await client.pttl('rlflx:agent')).toBeGreaterThan(4_000);
  });

  it('comes back empty at the same URL after it was killed, and goes on where it was frozen', async () => {
    await client.set('kept', 'yes');
    await redis.control?.freeze();
    const answer = client.get('kept');
    await redis.control?.thaw();
    expect(await answer).toBe('yes');
    await redis.control?.kill();
    await redis.control?.restart();
    expect(await client.get('kept')).toBeNull();
  });

  it('is not there for whoever has no password', async () => {
    const url = new URL(redis.url ?? '');
    expect(url.password).not.toBe('');
    url.password = '';
    await expect(obtainRedis(url.href)).rejects.toThrow(/no Redis answers at redis:\/\/[^@]+: NOAUTH\.$/);
  });
});
