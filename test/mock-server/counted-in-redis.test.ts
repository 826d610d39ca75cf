import { neuraProfile, type WindowLimit } from '@evenkeel/toolkit/providers';
import { obtainRedis, type Redis } from '@evenkeel/tools/redis';
import { need } from '@evenkeel/tools/testing';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NeuraBench } from '../../mock-server/src/providers/neura/app.fixture.ts';
import { until } from '../../mock-server/src/wire.fixture.ts';

const redisServer = await need('redis-server');
const { amount: limit, penaltyMs } = neuraProfile.tiers.standard.limits[0] as WindowLimit;
/** How long a store that does not answer may hold up a request: for a count, and for a block. */
const BOUND_MS = 2 * 500;
/** Extra time for a busy machine. */
const SLACK_MS = 4_000;

const long = { contractOverrides: { neura: { '/tiers/standard/limits/0/windowMs': 60_000 } } };

type Options = ConstructorParameters<typeof NeuraBench>[0];
const PATH = '/solana/agents/nobody/call';

/** So few requests at once that a busy machine still reads Redis's answers in time. */
const AT_ONCE = 10;

/** Sends `times` requests, and counts their statuses. */
async function burst(bench: NeuraBench, times: number, path = PATH): Promise<Record<number, number>> {
  const seen: Record<number, number> = {};
  for (let sent = 0; sent < times; sent += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, times - sent) }, () => bench.ask(path));
    for (const { statusCode } of await Promise.all(some)) seen[statusCode] = (seen[statusCode] ?? 0) + 1;
  }
  return seen;
}

const gauge = async (bench: NeuraBench): Promise<string | undefined> =>
  /evenkeel_mock_limiter_degraded\{provider="neura"\} (\d)/.exec((await bench.app.inject('/metrics')).body)?.[1];
const health = async (bench: NeuraBench) => (await bench.app.inject('/health')).json().limiter;
const resilience = async (bench: NeuraBench) => (await bench.app.inject('/health/resilience')).json();

describe.skipIf(redisServer.missing)(`windows in Redis${redisServer.because}`, () => {
  let redis: Exclude<Redis, { control: null }>;
  let client: Client;
  const open: NeuraBench[] = [];

  beforeAll(async () => {
    redis = (await obtainRedis('server')) as typeof redis;
    client = new Client(redis.url);
    client.on('error', () => {});
  });
  beforeEach(async () => {
    await client.flushall();
  });
  afterAll(async () => {
    client.disconnect();
    for (const { app } of open) await app.close();
    await redis.stop();
  });

  function bench(options: Options = {}): NeuraBench {
    const made = new NeuraBench({ redis: redis.url, ...options });
    open.push(made);
    return made;
  }

  test('the 301st in a window is refused for 5 s, and others do not lengthen that', async () => {
    // The window is long, since a busy machine does not send so many requests within a second.
    const one = bench(long);
    expect(await burst(one, limit)).toEqual({ 400: limit });
    const [refused, later] = [await one.ask(PATH), await one.ask(PATH)];
    const timestamp = new Date(one.clock.now()).toISOString();
    expect(refused.statusCode).toBe(429);
    expect(refused.body).toBe(
      `{"success":false,"error":"Rate limit exceeded","retryAfter":5,"timestamp":"${timestamp}"}`,
    );
    expect(later.json().retryAfter).toBe(5);
    const [row] = Object.values<{ consumedPoints: number; msBeforeNext: number }>((await resilience(one)).resilience);
    expect(row?.consumedPoints).toBeGreaterThan(limit);
    expect(row?.msBeforeNext).toBeLessThanOrEqual(penaltyMs);
    expect(row?.msBeforeNext).toBeGreaterThan(penaltyMs - SLACK_MS);
    expect(await burst(one, 5)).toEqual({ 429: 5 });
    const [after] = Object.values<{ msBeforeNext: number }>((await resilience(one)).resilience);
    expect(after?.msBeforeNext).toBeLessThan(row?.msBeforeNext ?? 0);
  });

  test('are shared by all servers that count there, and kept apart by network and group', async () => {
    const [one, two] = [bench(long), bench(long)];
    await burst(one, 200);
    expect(await burst(two, 200)).toEqual({ 400: 100, 429: 100 });
    expect(await burst(one, 1)).toEqual({ 429: 1 });
    expect(await burst(one, 1, '/base/agents/nobody/call')).toEqual({ 400: 1 });
    expect(await burst(two, 1, '/solana/invoices/inv_1/pay')).toEqual({ 400: 1 });
  });

  test('are kept under names without the API key', async () => {
    const one = bench();
    await burst(one, 1);
    const keys = await client.keys('*');
    expect(keys).toEqual([expect.stringMatching(/^neura:[0-9a-f]{8} solana\/agents$/)]);
    expect(await client.pttl(keys[0] ?? '')).toBeGreaterThan(0);
  });

  test.each([
    ['closed', 500],
    ['open', 400],
  ] as const)(
    'where Redis dies and requests fail %s they get %i, it is seen, and ends by itself',
    async (hold, status) => {
      const one = bench({ onStoreFailure: hold });
      await burst(one, 1);
      expect([await gauge(one), await health(one), (await resilience(one)).status]).toEqual(['0', 'ok', 'healthy']);
      await redis.control.kill();
      const sentMs = performance.now();
      expect(await burst(one, 10)).toEqual({ [status]: 10 });
      expect(performance.now() - sentMs).toBeLessThan(BOUND_MS + SLACK_MS);
      expect([await gauge(one), await health(one), (await resilience(one)).status]).toEqual([
        '1',
        'degraded',
        'degraded',
      ]);
      if (hold === 'closed') {
        expect((await one.ask(PATH)).json()).toEqual({
          success: false,
          error: 'The rate limiter is unavailable.',
          timestamp: expect.any(String),
        });
        expect((await one.journal()).entries.at(-1)).toMatchObject({ status: 500, refusedBy: 'store' });
      }
      await redis.control.restart();
      await until('the limiter is back, without a request', async () => (await gauge(one)) === '0');
      expect(await burst(one, 1)).toEqual({ 400: 1 });
      expect([await health(one), (await resilience(one)).status]).toEqual(['ok', 'healthy']);
    },
  );

  test('a Redis that hangs holds a request up for no longer than the bound', async () => {
    const one = bench();
    await burst(one, 1);
    await redis.control.freeze();
    try {
      const sentMs = performance.now();
      expect(await burst(one, 50)).toEqual({ 500: 50 });
      expect(performance.now() - sentMs).toBeLessThan(BOUND_MS + SLACK_MS);
    } finally {
      await redis.control.thaw();
    }
    await until('requests are counted again', async () => (await burst(one, 1))[400] === 1);
  });

  test('a Redis that is not there at the start is found when it comes', async () => {
    await redis.control.kill();
    const one = bench();
    expect(await burst(one, 1)).toEqual({ 500: 1 });
    await redis.control.restart();
    await until('requests are counted', async () => (await burst(one, 1))[400] === 1);
  });

  test('no password of its URL is told', async () => {
    const url = new URL(redis.url);
    url.password = 'secret-of-redis';
    const lines: string[] = [];
    const one = bench({ redis: url.href, logger: { level: 'trace', stream: { write: (line) => lines.push(line) } } });
    const answers = [await one.ask(PATH), await one.app.inject('/health/resilience'), await one.app.inject('/metrics')];
    expect(answers.map(({ body }) => body).join() + lines.join()).not.toContain('secret-of-redis');
  });
});
