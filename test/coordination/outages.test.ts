import { setTimeout as sleep } from 'node:timers/promises';
import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMIT, startWindow, startWorker } from './sharing.fixture.ts';

const redisServer = await need('redis-server');

describe.skipIf(redisServer.missing)(`a Redis that goes away${redisServer.because}`, () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await obtainRedis('server');
  });
  afterAll(() => redis.stop());

  it.each([
    ['killed, and started again without its data', 'kill', 'restart', 3_000],
    ['frozen, and thawed', 'freeze', 'thaw', 4_000],
  ] as const)('%s: the window is not exceeded, and no call is lost', async (how, down, up, forMs) => {
    await using api = await startWindow();
    await using first = startWorker(api.url, redis.url as string, { key: `sk-${down}` });
    await using second = startWorker(api.url, redis.url as string, { key: `sk-${down}` });
    const all = [first, second];
    await expect.poll(() => all.map(({ said }) => said.held)).toEqual([30, 30]);

    await redis.control?.[down]();
    await sleep(forMs / 2);
    const before = api.seen.admitted;
    // The processes go on with what they hold.
    await expect.poll(() => api.seen.admitted - before).toBeGreaterThan((0.6 * LIMIT * forMs) / 2_000);
    const degraded = (one: (typeof all)[number]) =>
      one.said.events.map((event) => event.type === 'coordination-degraded' && event.degraded);
    for (const one of all) await expect.poll(() => degraded(one)).toEqual([true]);
    await redis.control?.[up]();
    for (const one of all) await expect.poll(() => degraded(one)).toEqual([true, false]);
    const code = how.startsWith('killed')
      ? /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|MaxRetriesPerRequestError)$/
      : /^ETIMEDOUT$/;
    for (const one of all) expect(one.said.events[0]).toMatchObject({ reason: expect.stringMatching(code) });

    await sleep(1_500);
    for (const one of all) one.close();
    expect(await Promise.all(all.map(({ exited }) => exited))).toEqual([0, 0]);
    expect(all.map(({ said }) => [said.refused, said.begun - said.ended])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(api.seen.exceeded).toBe(0);
  });
});
