import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoordinationEvent, Coordinator } from '../../toolkit/src/coordination/coordinator.ts';
import { createRedisCoordinator } from '../../toolkit/src/coordination/redis/index.ts';
import { LimiterLine } from '../../toolkit/src/policies/rate/limiter-line.fixture.ts';
import { systemClock, systemRandom } from '../../toolkit/src/time/clock.ts';
import { CallScope } from '../../toolkit/src/time/wait-scope.ts';
import { startOddRedis } from './odd-redis.fixture.ts';

const redisServer = await need('redis-server');

function join(coordinator: Coordinator) {
  const events: CoordinationEvent[] = [];
  const member = coordinator.join({
    provider: 'neura',
    key: 'sk-test',
    clock: systemClock,
    random: systemRandom,
    onEvent: (event) => events.push(event),
  });
  const limiter = member.rate('base', { limit: 60, windowMs: 1_000 });
  const line = new LimiterLine(limiter, systemClock);
  const call = async (): Promise<void> => {
    await line.send(new CallScope(systemClock, 10_000, undefined));
  };
  const changes = (): [boolean, string][] =>
    events.flatMap((event) => (event.type === 'coordination-degraded' ? [[event.degraded, event.reason]] : []));
  return { member, call, changes };
}

describe('a Redis that answers what it must not', () => {
  it.each([
    ['no member of a reply', '{"pools":{}}'],
    ['no JSON', 'pong'],
    ['null', 'null'],
  ])('(%s) is one that does not answer', async (_what, text) => {
    await using odd = await startOddRedis(text);
    const coordinator = createRedisCoordinator({ redis: odd.url, expectedProcesses: 4 });
    const { call, changes } = join(coordinator);
    await call();
    expect(changes()).toEqual([[true, 'STORE_REPLY_INVALID']]);
    await coordinator.close();
  });
});

describe.skipIf(redisServer.missing)(
  `a Redis that lets a user in, and not to its channels${redisServer.because}`,
  () => {
    let redis: Redis;
    let admin: Client;
    let url: string;
    beforeAll(async () => {
      redis = await obtainRedis('server');
      admin = new Client(redis.url as string);
      url = (redis.url as string).replace('redis://', 'redis://limited:pass-secret@');
      await admin.call('ACL', 'SETUSER', 'limited', 'on', '>pass-secret', '~*', '+@all', 'resetchannels');
    });
    afterAll(async () => {
      admin.disconnect();
      await redis.stop();
    });

    it('is told as degraded, shares all the same, and goes on once it lets it in', { timeout: 30_000 }, async () => {
      const [limited, other] = [
        createRedisCoordinator({ redis: url }),
        createRedisCoordinator({ redis: redis.url as string }),
      ];
      const [here, there] = [join(limited), join(other)];
      await Promise.all([here.member.ready(), there.member.ready()]);
      await here.call();
      await expect.poll(here.changes).toEqual([[true, 'NOPERM']]);
      expect(there.changes()).toEqual([]);
      await admin.call('ACL', 'SETUSER', 'limited', 'allchannels');
      const heard: string[] = [];
      here.member.onPause((partition) => heard.push(partition));
      there.member.pause('base', 60_000);
      // Heard by an exchange, since no broadcast came.
      await expect.poll(() => heard).toEqual(['base']);
      here.member.pause('own', 60_000);
      await expect.poll(here.changes).toEqual([
        [true, 'NOPERM'],
        [false, ''],
      ]);
      await Promise.all([limited.close(), other.close()]);
    });

    it('does not end the process where it refuses a channel that it let it listen to before', async () => {
      const limited = createRedisCoordinator({ redis: url });
      const { member, changes } = join(limited);
      await member.ready();
      expect(changes()).toEqual([]);
      await admin.call('ACL', 'SETUSER', 'limited', 'resetchannels');
      await admin.call('CLIENT', 'KILL', 'USER', 'limited');
      await expect.poll(() => changes().at(-1)?.[0]).toBe(true);
      await limited.close();
    });
  },
);
