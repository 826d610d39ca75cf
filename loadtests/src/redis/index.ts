/** Redis for tests and runs. */
export { type Need, need } from './in-tests.ts';
export { obtainRedis } from './obtain.ts';
export { type Redis, type RedisControl, RedisMissing, type RedisOptions } from './redis.ts';
export { redisWords, shownUrl } from './where.ts';
