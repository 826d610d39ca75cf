import { orAborted } from '../command-line/abort.ts';
import { didYouMean } from '../command-line/suggest.ts';
import { WrongCall } from '../command-line/wrong-call.ts';
import { engineAnswers, startContainer } from './container.ts';
import { ping } from './ping.ts';
import { type Redis, RedisMissing, type RedisOptions } from './redis.ts';
import { serverOnPath, startServer } from './server.ts';
import { isRedisUrl, REDIS_URL_VARIABLE, redisWords, shownUrl } from './where.ts';

/**
 * Finds or starts a Redis for a test or a run, until its `stop`. Each call gives a new one, unless a URL names one.
 * `auto` takes the URL in EVENKEEL_REDIS_URL, else a container if a Docker engine answers, else a `redis-server` from
 * PATH, else memory. `onProgress` gets one line that says which, without a URL's credentials.
 * @throws WrongCall for an unknown word, or a URL where no Redis answers
 * @throws RedisMissing if the wanted kind can't be had here
 */
export async function obtainRedis(where: string, options: RedisOptions = {}): Promise<Redis> {
  options.signal?.throwIfAborted();
  const { redis, why } = await find(where, options);
  const at = redis.url === null ? '' : ` at ${shownUrl(redis.url)}`;
  options.onProgress?.(`Redis: ${names[redis.kind]}${at}${why}`);
  return redis;
}

const names: Record<Redis['kind'], string> = {
  memory: 'none, each process on its own memory',
  url: 'the one that was named',
  server: 'redis-server from PATH',
  testcontainers: 'a container by Testcontainers',
};

interface Found {
  redis: Redis;
  /** Why it is this one, if it was not asked for by name. */
  why: string;
}

async function find(where: string, options: RedisOptions): Promise<Found> {
  switch (where) {
    case 'auto':
      return auto(options);
    case 'memory':
      return { redis: memory, why: '' };
    case 'server':
      return { redis: await startServer(options), why: '' };
    case 'testcontainers':
      return { redis: await startContainer(options), why: '' };
  }
  if (!isRedisUrl(where)) {
    const shown = /[@?#/]/.test(where) ? 'that value' : `"${where}"`;
    throw new WrongCall(
      `--redis: ${shown} is none of ${redisWords.join(', ')}, nor a redis:// URL.${didYouMean(where, redisWords)}`,
    );
  }
  return { redis: await named(where, '--redis', options), why: '' };
}

const memory: Redis = { kind: 'memory', url: null, control: null, stop: async () => {} };

async function auto(options: RedisOptions): Promise<Found> {
  const { env = process.env, onProgress, signal = new AbortController().signal } = options;
  const url = env[REDIS_URL_VARIABLE];
  if (url !== undefined && url !== '') {
    return { redis: await named(url, REDIS_URL_VARIABLE, options), why: `, by ${REDIS_URL_VARIABLE}` };
  }
  if (await orAborted(engineAnswers(), signal)) {
    try {
      return { redis: await startContainer(options), why: ', since a Docker engine answers' };
    } catch (error) {
      if (!(error instanceof RedisMissing)) throw error;
      onProgress?.(`${error.message}; looking further`);
    }
  }
  if ((await serverOnPath(env)) !== undefined) return { redis: await startServer(options), why: '' };
  return { redis: memory, why: ', since there is no Docker engine and no redis-server on PATH' };
}

async function named(url: string, from: string, { signal }: RedisOptions): Promise<Redis> {
  if (!isRedisUrl(url)) throw new WrongCall(`${from}: its value is no redis:// or rediss:// URL.`);
  const why = await orAborted(ping(url), signal ?? new AbortController().signal);
  if (why !== null) throw new WrongCall(`${from}: no Redis answers at ${shownUrl(url)}: ${why}.`);
  return { kind: 'url', url, control: null, stop: async () => {} };
}
