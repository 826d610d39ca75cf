import { Redis as Client } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { need } from './need.fixture.ts';
import { obtainRedis } from './obtain.ts';
import type { Redis } from './redis.ts';

const taken: Redis[] = [];
const obtain = async (
  where: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ redis: Redis; said: string[] }> => {
  const said: string[] = [];
  const redis = await obtainRedis(where, { env, onProgress: (line) => said.push(line) });
  taken.push(redis);
  return { redis, said };
};
afterEach(async () => {
  for (const redis of taken.splice(0)) await redis.stop();
});

it.each([
  {
    where: 'servre',
    says: '--redis: "servre" is none of auto, memory, server, testcontainers, nor a redis:// URL. Did you mean "server"?',
  },
  { where: 'http://user:secret@host', says: '--redis: that value is none of' },
  { where: 'redis://:secret@127.0.0.1:1', says: '--redis: no Redis answers at redis://127.0.0.1:1: ECONNREFUSED.' },
  { where: 'redis://', says: 'that value is none of' },
])('a wrong call: $where', async ({ where, says }) => {
  const wrong = await obtain(where).catch((error: Error) => error);
  expect(wrong).toMatchObject({ name: 'WrongCall', message: expect.stringContaining(says) });
  expect(String(wrong)).not.toContain('secret');
});

it('holds auto to the URL that the environment names', async () => {
  const env = { ...process.env, EVENKEEL_REDIS_URL: 'redis://:secret@127.0.0.1:1' };
  await expect(obtain('auto', env)).rejects.toThrow(
    'EVENKEEL_REDIS_URL: no Redis answers at redis://127.0.0.1:1: ECONNREFUSED.',
  );
});

it('says how to get a redis-server where there is none', async () => {
  await expect(obtain('server', { PATH: '' })).rejects.toMatchObject({
    code: 'EVK_REDIS_MISSING',
    message: expect.stringMatching(/^There is no redis-server on PATH\..*apt-get install redis-server/s),
  });
});

it('is nothing at all on memory', async () => {
  const { redis, said } = await obtain('memory');
  expect(redis).toMatchObject({ kind: 'memory', url: null, control: null });
  expect(said).toEqual(['Redis: none, each process on its own memory']);
});

const server = await need('redis-server');

describe.skipIf(server.missing)(`a redis-server${server.because}`, () => {
  const client = (redis: Redis): Client =>
    new Client(redis.url ?? '', { maxRetriesPerRequest: 20 }).on('error', () => {});

  it('is another one each time, on the loopback interface', async () => {
    const [{ redis: one, said }, { redis: other }] = [await obtain('server'), await obtain('server')];
    expect(said).toEqual([`Redis: redis-server from PATH at ${one.url}`]);
    expect(one.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    expect(other.url).not.toBe(one.url);
  });

  it('is used by its URL, which is stopped by nobody', async () => {
    const { redis } = await obtain('server');
    const { redis: named, said } = await obtain('auto', { EVENKEEL_REDIS_URL: redis.url ?? '' });
    expect(named).toMatchObject({ kind: 'url', url: redis.url, control: null });
    expect(said).toEqual([`Redis: the one that was named at ${redis.url}, by EVENKEEL_REDIS_URL`]);
    await named.stop();
    const user = client(redis);
    expect(await user.ping()).toBe('PONG');
    user.disconnect();
  });

  it('answers late when it was frozen, and is empty when it was killed', async () => {
    const { redis } = await obtain('server');
    const user = client(redis);
    await user.set('kept', 'yes');
    await redis.control?.freeze();
    const answer = user.get('kept');
    await redis.control?.thaw();
    expect(await answer).toBe('yes');
    await redis.control?.kill();
    await redis.control?.restart();
    expect(await user.get('kept')).toBeNull();
    user.disconnect();
  });

  it('is gone after its stop, also when it was frozen', async () => {
    const { redis } = await obtain('server');
    await redis.control?.freeze();
    await redis.stop();
    await expect(obtain(redis.url ?? '')).rejects.toThrow('ECONNREFUSED');
  });

  it('does not start for a caller who has given up', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(obtainRedis('server', { signal })).rejects.toThrow('enough');
  });
});
