import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoordinationEvent, Coordinator } from '../../toolkit/src/coordination/coordinator.ts';
import { createRedisCoordinator } from '../../toolkit/src/coordination/redis/index.ts';
import { systemClock, systemRandom } from '../../toolkit/src/time/clock.ts';

const redisServer = await need('redis-server');

/** A proxy to Redis whose connections can go dead without a word, as when a host has gone; new connections work. */
async function startWay(to: number) {
  const open = new Set<Socket>();
  const dead = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    open.add(near);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => {});
      from.on('data', (data) => {
        if (!dead.has(near)) into.write(data);
      });
      from.on('close', () => into.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      for (const one of open) dead.add(one);
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(coordinator: Coordinator) {
  const events: CoordinationEvent[] = [];
  const paused: string[] = [];
  const options = { provider: 'neura', key: 'sk-test', clock: systemClock, random: systemRandom };
  const member = coordinator.join({ ...options, onEvent: (event) => events.push(event) });
  member.rate('partition', { limit: 60, windowMs: 1_000 });
  member.onPause((partition) => paused.push(partition));
  const changes = (): boolean[] =>
    events.flatMap((event) => (event.type === 'coordination-degraded' ? [event.degraded] : []));
  return { member, paused, changes };
}

describe.skipIf(redisServer.missing)(`a connection to Redis${redisServer.because}`, () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await obtainRedis('server');
  });
  afterAll(async () => {
    await redis.stop();
  });

  it('that goes dead without a word is made anew, also the one that listens', async () => {
    await using way = await startWay(Number(new URL(redis.url as string).port));
    const [cutOff, other] = [
      createRedisCoordinator({ redis: way.url }),
      createRedisCoordinator({ redis: redis.url as string }),
    ];
    const [here, there] = [join(cutOff), join(other)];
    await Promise.all([here.member.ready(), there.member.ready()]);
    way.cut();
    await expect.poll(here.changes).toEqual([true, false]);
    // Heard by broadcast: if each pause came with the next exchange, all but the first would take the second between
    // two.
    const tookMs: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const toldMs = performance.now();
      there.member.pause(`partition-${n}`, 60_000);
      await expect.poll(() => here.paused, { interval: 5 }).toContain(`partition-${n}`);
      tookMs.push(performance.now() - toldMs);
    }
    expect(tookMs.toSorted((a, b) => a - b)[2]).toBeLessThan(500);
    expect(there.changes()).toEqual([]);
    await Promise.all([cutOff.close(), other.close()]);
  });
});
