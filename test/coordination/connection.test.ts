import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisCoordinator } from '@evenkeel/toolkit/redis';
import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoordinationEvent, Coordinator } from '../../toolkit/src/coordination/coordinator.ts';
import { LimiterLine } from '../../toolkit/src/policies/rate/limiter-line.fixture.ts';
import { systemClock, systemRandom } from '../../toolkit/src/time/clock.ts';
import { CallScope } from '../../toolkit/src/time/wait-scope.ts';
import { API_KEY, LIMIT, startWindow, startWorker } from './sharing.fixture.ts';

const redisServer = await need('redis-server');
/** Extra time for a busy machine. */
const SLACK_MS = 4_000;

/** Makes a member, and records its events. */
function joined(coordinator: Coordinator) {
  const events: CoordinationEvent[] = [];
  const member = coordinator.join({
    provider: 'neura',
    key: API_KEY,
    clock: systemClock,
    random: systemRandom,
    onEvent: (event) => events.push(event),
  });
  const limiter = member.rate('partition', { limit: LIMIT, windowMs: 1_000 });
  const line = new LimiterLine(limiter, systemClock);
  const call = async (): Promise<void> => {
    await line.send(new CallScope(systemClock, 10_000, undefined));
  };
  const held = (): number => (limiter as unknown as { held: number }).held;
  return { member, call, held, events };
}

describe('createRedisCoordinator', () => {
  it.each([
    ['no URL', 'my-secret-host'],
    ['another protocol', 'http://:secret@127.0.0.1:6379'],
    ['a URL that is none', 'redis://:secret@[1'],
    ['no string and no client', 6_379],
    ['nothing', undefined],
  ])('refuses %s, and does not repeat it', (_which, redis) => {
    const create = (): Coordinator => createRedisCoordinator({ redis: redis as string });
    expect(create).toThrow(
      expect.objectContaining({ option: 'redis', message: expect.not.stringContaining('secret') }),
    );
  });

  it.each([
    ['timeoutMs', { timeoutMs: 0 }],
    ['timeoutMs', { timeoutMs: 10_001 }],
    ['expectedProcesses', { expectedProcesses: 0.5 }],
  ])('refuses a %s out of its range', (option, options) => {
    const create = (): Coordinator => createRedisCoordinator({ redis: 'redis://127.0.0.1:1', ...options });
    expect(create).toThrow(expect.objectContaining({ option }));
  });

  it.each([
    ['a port that is closed', 'redis://:secret@127.0.0.1:1', /^ECONNREFUSED$/],
    [
      'a host that does not answer',
      'redis://:secret@192.0.2.1:6379',
      /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNREFUSED)$/,
    ],
    ['a name that is none', 'redis://:secret@no-such-host.invalid:6379', /^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/],
  ])('lets the first call go by its fair share at %s', async (_where, redis, code) => {
    const coordinator = createRedisCoordinator({ redis, expectedProcesses: 4 });
    const { call, held, events } = joined(coordinator);
    const startMs = performance.now();
    await call();
    expect(performance.now() - startMs).toBeLessThan(500 + SLACK_MS);
    expect(held()).toBe(LIMIT / 4);
    expect(events.find(({ type }) => type === 'coordination-degraded')).toMatchObject({
      degraded: true,
      reason: expect.stringMatching(code),
    });
    expect(JSON.stringify(events)).not.toContain('secret');
    const closingMs = performance.now();
    await coordinator.close();
    expect(performance.now() - closingMs).toBeLessThan(2_000 + SLACK_MS);
  });
});

describe.skipIf(redisServer.missing)(`a connection to Redis${redisServer.because}`, () => {
  let redis: Redis;
  let url: string;
  let admin: Client;
  beforeAll(async () => {
    redis = await obtainRedis('server');
    url = redis.url as string;
    admin = new Client(url);
  });
  afterAll(async () => {
    admin.disconnect();
    await redis.stop();
  });

  it('by a client of ioredis is one of its own, and leaves that alone', async () => {
    const given = new Client(url, { keyPrefix: 'mine:' });
    const coordinator = createRedisCoordinator({ redis: given });
    const { member, events } = joined(coordinator);
    await member.ready();
    expect(events.filter(({ type }) => type === 'coordination-degraded')).toEqual([]);
    const keys = (await admin.keys('mine:*')).sort();
    expect(keys).toEqual([expect.stringMatching(/:builds$/), expect.stringMatching(/:shares:\d+$/)]);
    await coordinator.close();
    expect(await given.ping()).toBe('PONG');
    given.disconnect();
  });

  it('tells nothing of the key, the URL or the password, in whatever it writes or says', async () => {
    const listening = new Client(url);
    const published: string[] = [];
    listening.on('pmessage', (_pattern, channel, message) => published.push(`${channel} ${message}`));
    await listening.psubscribe('*');
    await using api = await startWindow();
    const withUser = url.replace('redis://', 'redis://default:pass-secret@');
    await using first = startWorker(api.url, withUser, { atOnce: 10 });
    await using second = startWorker(api.url, withUser, { atOnce: 10 });
    await expect.poll(() => [first.said.held, second.said.held].every((held) => held > 5)).toBe(true);
    const keys = await admin.keys('*');
    const read = async (key: string): Promise<string | undefined> =>
      key.endsWith(':builds')
        ? JSON.stringify(await admin.hgetall(key))
        : (await admin.getBuffer(key))?.toString('latin1');
    const all = [...keys, ...(await Promise.all(keys.map(read))), ...published, first.heard, second.heard];
    expect(keys.some((key) => /^\{evk:neura:[0-9a-f]{16}\}:shares:\d+$/.test(key))).toBe(true);
    expect(published.length).toBeGreaterThan(0);
    for (const secret of [API_KEY, 'pass-secret', 'redis://', new URL(url).host]) {
      expect(all.filter((text) => text?.includes(secret))).toEqual([]);
    }
    listening.disconnect();
  });

  it('passes on a pause by a broadcast, and passes over whatever else is published there', async () => {
    const [one, other] = [createRedisCoordinator({ redis: url }), createRedisCoordinator({ redis: url })];
    const [teller, hearer] = [joined(one), joined(other)];
    const heard: [string, number][] = [];
    hearer.member.onPause((partition, forMs) => heard.push([partition, forMs]));
    await Promise.all([teller.member.ready(), hearer.member.ready()]);
    const channel = (await admin.keys('{evk:neura:*}:shares:*'))[0]?.replace(/:shares:.*$/, ':broadcasts') as string;
    const strange = [
      '{',
      'null',
      '1',
      '{"from":1}',
      '{"from":"x"}',
      '{"from":"x","partition":"l","forMs":"9"}',
      '{"from":"x","partition":2}',
    ];
    for (const message of strange) await admin.publish(channel, message);
    await admin.publish(channel, JSON.stringify({ from: 'x', pools: ['rate:partition', 7] }));
    teller.member.pause('partition', 3_000);
    await expect.poll(() => heard.length, { interval: 5 }).toBe(1);
    expect(heard).toEqual([['partition', 3_000]]);
    await Promise.all([one.close(), other.close()]);
  });

  it('with a wrong password lets the first call go in time, and says by which code it failed', async () => {
    await admin.config('SET', 'requirepass', 'right');
    const coordinator = createRedisCoordinator({ redis: url.replace('redis://', 'redis://:wrong-secret@') });
    const { call, events } = joined(coordinator);
    const startMs = performance.now();
    await call();
    expect(performance.now() - startMs).toBeLessThan(500 + SLACK_MS);
    expect(events.find(({ type }) => type === 'coordination-degraded')).toMatchObject({ degraded: true });
    expect(JSON.stringify(events)).not.toContain('wrong-secret');
    await coordinator.close();
    await admin.config('SET', 'requirepass', '');
  });

  it('that is dead lets a process close within two seconds, and end by itself', async () => {
    await using api = await startWindow();
    await using worker = startWorker(api.url, url, { key: 'sk-ends', atOnce: 5 });
    await expect.poll(() => worker.said.ended).toBeGreaterThan(5);
    await redis.control?.freeze();
    await sleep(700);
    worker.close();
    expect(await worker.exited).toBe(0);
    expect(worker.said.closedAfterMs).toBeLessThan(2_000 + SLACK_MS);
    await redis.control?.thaw();
  });
});
