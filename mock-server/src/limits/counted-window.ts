import { hash } from 'node:crypto';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Cost } from '../costs.ts';
import type { Quota } from '../dialect/quota.ts';
import { unsupported } from '../errors.ts';
import type { CountedWindowSettings } from '../settings.ts';

/** What a router does with requests that it can't count. */
export type OnStoreFailure = 'open' | 'closed';

export type Counted =
  /** `quota`: what is left when it was counted, and how long until the window, or the block, ends. */
  | { outcome: 'admitted' | 'limited'; quota: Quota }
  /** The store did not count it; with `open` it passes all the same. */
  | { outcome: 'not-counted'; passes: boolean };

/** A row of `GET /health/resilience`. */
export interface Consumption {
  consumedPoints: number;
  remainingPoints: number;
  msBeforeNext: number;
}

export interface CountedWindowOptions {
  /** The prefix of its keys in the store. */
  name: string;
  settings: CountedWindowSettings;
  /** null: the window is counted in this process. */
  redis: Redis | null;
  onStoreFailure: OnStoreFailure;
}

/** The quota of a key that has used nothing of a counted window. */
export const fullWindow = ({ unit, amount, windowMs }: CountedWindowSettings): Quota => ({
  unit,
  limit: amount,
  remaining: amount,
  restMs: 0,
  windowMs,
});

/** How long a Redis that does not answer holds a request up; one that is cut off does not hold it up at all. */
const STORE_TIMEOUT_MS = 500;
/** How long a server that starts waits for its first connection. */
const FIRST_CONNECTION_MS = 2_000;
const RECONNECT_MS = 100;

/** A connection for counting: a request that can't be counted at once is not counted later. */
export function countingRedis(url: string): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: FIRST_CONNECTION_MS,
    commandTimeout: STORE_TIMEOUT_MS,
    retryStrategy: () => RECONNECT_MS,
  });
  // Ignored here, since each request that can't be counted reports it.
  redis.on('error', () => {});
  return redis;
}

/** Waits a short while for the first connection, so that requests do not come before it and are refused. */
export async function connected(redis: Redis): Promise<void> {
  const signal = AbortSignal.timeout(FIRST_CONNECTION_MS);
  if (redis.status !== 'ready') await once(redis, 'ready', { signal }).catch(() => {});
}

/**
 * Counts every response of an agent, by network and group, with
 * `rate-limiter-flexible` as Neura's own router does: a fixed window that starts
 * at its first request, and a block for an agent that exceeds it. All servers on
 * one Redis share the count. It goes by the machine's time, not the clock's.
 */
export class CountedWindow {
  readonly #limiter: RateLimiterRedis | RateLimiterMemory;
  readonly #onStoreFailure: OnStoreFailure;
  /** Keys that may have a window, and the names under which they are shown. */
  readonly #tracked = new Map<string, string>();
  readonly #name: string;
  readonly #settings: CountedWindowSettings;
  #failing = false;

  /** @throws RangeError for a window that can't be kept in Redis, where the limiter counts in whole seconds */
  constructor({ name, settings, redis, onStoreFailure }: CountedWindowOptions) {
    const { amount: points, windowMs, penaltyMs } = settings;
    const [duration, blockDuration] = [windowMs / 1_000, penaltyMs / 1_000];
    if (redis !== null && !(Number.isInteger(duration) && Number.isInteger(blockDuration))) {
      throw unsupported(
        `${name}: a window of ${windowMs} ms and a penalty of ${penaltyMs} ms are in Redis: use whole seconds.`,
      );
    }
    const options = { points, duration, blockDuration, keyPrefix: name };
    this.#limiter =
      redis === null
        ? new RateLimiterMemory(options)
        : new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true });
    // The store is known to be back before a request shows it.
    redis?.on('ready', () => {
      this.#failing = false;
    });
    this.#name = name;
    this.#settings = settings;
    this.#onStoreFailure = onStoreFailure;
  }

  /** Whether it counts a request of this cost. */
  counts(cost: Cost): boolean {
    return (cost[this.#settings.unit] ?? 0) > 0;
  }

  /** Whether the last request could not be counted. */
  get failing(): boolean {
    return this.#failing;
  }

  async count(key: string, cost: Cost): Promise<Counted> {
    this.#track(key);
    try {
      const counted = await this.#limiter.consume(key, cost[this.#settings.unit] ?? 0);
      this.#failing = false;
      return { outcome: 'admitted', quota: this.#quotaOf(counted) };
    } catch (error) {
      // The limiter throws a refusal too, but not as an Error.
      this.#failing = !(error instanceof RateLimiterRes);
      if (error instanceof RateLimiterRes) return { outcome: 'limited', quota: this.#quotaOf(error) };
      return { outcome: 'not-counted', passes: this.#onStoreFailure === 'open' };
    }
  }

  #quotaOf({ remainingPoints: remaining, msBeforeNext: restMs }: RateLimiterRes): Quota {
    return { ...fullWindow(this.#settings), remaining, restMs };
  }

  /** What is used of each open window, under names that give no key away. */
  async consumption(): Promise<Record<string, Consumption>> {
    const tracked = [...this.#tracked];
    const used = await Promise.all(tracked.map(([key]) => this.#used(key)));
    const rows: Record<string, Consumption> = {};
    for (const [index, [key, shown]] of tracked.entries()) {
      const row = used[index];
      if (row === null) this.#tracked.delete(key);
      else if (row !== undefined) {
        const { consumedPoints, remainingPoints, msBeforeNext } = row;
        rows[shown] = { consumedPoints, remainingPoints, msBeforeNext };
      }
    }
    return rows;
  }

  /** null where no window is open; undefined where the store does not answer. */
  async #used(key: string): Promise<RateLimiterRes | null | undefined> {
    try {
      const used = await this.#limiter.get(key);
      this.#failing = false;
      return used === null || used.msBeforeNext <= 0 ? null : used;
    } catch {
      this.#failing = true;
      return undefined;
    }
  }

  #track(key: string): void {
    if (this.#tracked.has(key)) return;
    this.#tracked.set(key, `rateLimit_${this.#name}:${hash('sha256', key).slice(0, 12)}`);
  }
}
