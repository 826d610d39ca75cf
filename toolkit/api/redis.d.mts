import type {
  Coordinator,
} from './index.d.mts';
import type {
  Redis,
} from 'ioredis';
export type RedisLocation = string | Redis;
export interface RedisCoordinatorOptions {
  redis: RedisLocation;
  timeoutMs?: number;
  expectedProcesses?: number;
}
export declare const SHARE_LIFETIME_MS: number;
export declare function createRedisCoordinator(options: RedisCoordinatorOptions): Coordinator;
