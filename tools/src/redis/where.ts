/** The words that say where a Redis comes from; a redis:// or rediss:// URL says it, too. */
export const redisWords = ['auto', 'memory', 'server', 'testcontainers'] as const;
export type RedisWord = (typeof redisWords)[number];

/** The environment variable with the URL of a running Redis, for `auto`. */
export const REDIS_URL_VARIABLE = 'EVENKEEL_REDIS_URL';

export const isRedisUrl = (value: string): boolean => /^rediss?:\/\/./.test(value) && URL.canParse(value);

/** Host and port of a Redis URL, for people: a URL may hold a password, so nothing else of it is ever shown. */
export function shownUrl(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
}
