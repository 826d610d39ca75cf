import { Redis, type RedisOptions } from 'ioredis';
import { OptionError } from '../../errors/errors.ts';
import { systemClock } from '../../time/clock.ts';
import { ofCommand, StoreSilentError } from './errors.ts';

/**
 * Where Redis is: a URL, or an ioredis client. Our own connections take over the client's options; the client itself is
 * not used.
 */
export type RedisLocation = string | Redis;

/** How often a connection that was lost is tried again. */
const RECONNECT_MS = 100;
/** After this many time-outs without a word, the connection counts as lost: its other end may be gone. */
const LOST_AFTER_TIMEOUTS = 3;

const isClient = (location: unknown): location is Redis =>
  typeof (location as Partial<Redis> | null)?.duplicate === 'function';

/** @throws OptionError for a location that cannot be used; never with the URL, which may hold a password */
export function connect(location: RedisLocation, options: RedisOptions): Redis {
  const common: RedisOptions = { lazyConnect: true, retryStrategy: () => RECONNECT_MS, ...options };
  if (isClient(location)) return location.duplicate(common);
  if (typeof location !== 'string' || !/^rediss?:\/\/./.test(location) || !URL.canParse(location)) {
    throw new OptionError('redis', 'give a redis:// or rediss:// URL, or a client of ioredis.');
  }
  return new Redis(location, common);
}

/** Runs commands on one connection. Each is answered or given up in time, even while there is no connection. */
export class BoundedConnection {
  readonly redis: Redis;
  readonly #timeoutMs: number;
  #lastCode = 'ETIMEDOUT';

  constructor(location: RedisLocation, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.redis = connect(location, {
      connectTimeout: timeoutMs,
      // TCP alone would try for minutes to reach a host that has gone.
      socketTimeout: LOST_AFTER_TIMEOUTS * timeoutMs,
      // A command that could not be sent at once must not be sent later: its answer would be for another state.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
    });
    // Each command that waits for the connection adds a listener, so there may be many.
    this.redis.setMaxListeners(0);
    this.redis.on('error', (error: Error & { code?: string }) => {
      this.#lastCode = error.code ?? error.name;
    });
    this.redis.on('ready', () => {
      this.#lastCode = 'ETIMEDOUT';
    });
    this.redis.connect().catch(() => {});
  }

  /** @throws an error with a `code`, within the time-out */
  run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        command(this.redis).then(
          (value) => settle(() => resolve(value)),
          (error: unknown) => settle(() => reject(ofCommand(error))),
        );
      };
      const stopTimer = systemClock.setTimeout(() => {
        settle(() => reject(new StoreSilentError(this.#lastCode, this.#timeoutMs)));
      }, this.#timeoutMs);
      const settle = (how: () => void): void => {
        stopTimer();
        this.redis.off('ready', start);
        how();
      };
      if (this.redis.status === 'ready') start();
      else this.redis.once('ready', start);
    });
  }

  close(): void {
    this.redis.disconnect();
  }
}
