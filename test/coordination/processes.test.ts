import { SHARE_LIFETIME_MS } from '@evenkeel/toolkit/redis';
import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMIT, startWindow, startWorker } from './sharing.fixture.ts';

const redisServer = await need('redis-server');
/** Extra time for a busy machine. */
const SLACK_MS = 5_000;

describe.skipIf(redisServer.missing)(`processes that share a window${redisServer.because}`, () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await obtainRedis('server');
  });
  afterAll(() => redis.stop());

  it('use it up, also when one is killed, whose part is in use again within its lifetime', async () => {
    await using api = await startWindow();
    await using first = startWorker(api.url, redis.url as string);
    await using second = startWorker(api.url, redis.url as string);
    await using third = startWorker(api.url, redis.url as string);
    const all = [first, second, third];
    await expect.poll(() => all.map(({ said }) => said.held)).toEqual([20, 20, 20]);

    third.child.kill('SIGKILL');
    await third.exited;
    const options = { timeout: SHARE_LIFETIME_MS + SLACK_MS, interval: 50 };
    await expect.poll(() => [first.said.held, second.said.held], options).toEqual([30, 30]);
    // It is enough to hold in some two seconds: in others the machine may have stood still.
    let seen = api.seen.admitted;
    const admitted = (): number => {
      const before = seen;
      seen = api.seen.admitted;
      return seen - before;
    };
    await expect.poll(admitted, { interval: 2_000 }).toBeGreaterThan(1.5 * LIMIT);
    expect(api.seen.exceeded).toBe(0);
  });

  it('take the part of one that stands still, and give it back when that goes on', async () => {
    await using api = await startWindow();
    const key = 'sk-stands-still';
    await using first = startWorker(api.url, redis.url as string, { key });
    await using second = startWorker(api.url, redis.url as string, { key });
    const all = [first, second];
    await expect.poll(() => all.map(({ said }) => said.held)).toEqual([30, 30]);

    second.child.kill('SIGSTOP');
    await expect.poll(() => first.said.held).toBe(LIMIT);
    const before = api.seen.admitted;
    second.child.kill('SIGCONT');
    await expect.poll(() => all.map(({ said }) => said.held), { interval: 50 }).toEqual([30, 30]);
    await expect.poll(() => api.seen.admitted).toBeGreaterThan(before);
    expect(api.seen.exceeded).toBe(0);
    expect(second.said.events).toEqual([]);
  });
});
