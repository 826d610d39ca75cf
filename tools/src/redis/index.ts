/** Redis for tests and runs. */
export { obtainRedis } from './obtain.ts';
export { type Redis, type RedisControl, RedisMissing, type RedisOptions } from './redis.ts';
export { shownUrl } from './where.ts';
