import type { Redis } from 'ioredis';
import type { ExchangeReply, ExchangeRequest, PoolReply } from '../exchange.ts';
import type { News, Store } from '../store.ts';
import { BoundedConnection, connect, type RedisLocation } from './connection.ts';
import { exchangeScript } from './script.ts';

/** A renewal that fails has time for further ones before the lease ends. */
export const LEASE_MS = 3_000;
/** A state that nobody asks for goes; later than anybody who was cut off comes back. */
const KEPT_MS = 3_600_000;

type WithScript = Redis & { evkExchange(key: string, ...args: (string | number)[]): Promise<string> };

/** Tables without entries are objects in Redis's JSON. */
const list = <T>(value: readonly T[] | object): T[] => (Array.isArray(value) ? value : []);

/** The state of all accounts, in Redis. */
export class RedisStore implements Store {
  readonly name = 'redis';
  readonly leaseMs: number;
  readonly timeoutMs: number;
  readonly #connection: BoundedConnection;
  readonly #subscriber: Redis;
  #closed = false;
  readonly #listeners = new Map<string, Set<(news: News) => void>>();

  constructor(location: RedisLocation, { timeoutMs, leaseMs = LEASE_MS }: { timeoutMs: number; leaseMs?: number }) {
    this.leaseMs = leaseMs;
    this.timeoutMs = timeoutMs;
    this.#connection = new BoundedConnection(location, timeoutMs);
    this.#connection.redis.defineCommand('evkExchange', { numberOfKeys: 1, lua: exchangeScript });
    // A connection that listens can do nothing else.
    this.#subscriber = connect(location, {
      connectTimeout: timeoutMs,
      disconnectTimeout: timeoutMs,
      maxRetriesPerRequest: null,
    });
    this.#subscriber.on('error', () => {});
    this.#subscriber.on('message', (channel: string, message: string) => this.#hear(channel, message));
    this.#subscriber.connect().catch(() => {});
    // Who only listens does not see that the other end has gone: where the one connection is lost, so is the other.
    this.#connection.redis.on('close', () => {
      if (!this.#closed) this.#subscriber.disconnect(true);
    });
  }

  /** @param at for tests: the time in milliseconds, and for how many seconds Redis has run, in place of its own */
  async exchange(
    account: string,
    request: ExchangeRequest,
    ...at: [nowMs?: number, quietS?: number]
  ): Promise<ExchangeReply> {
    const args = [JSON.stringify(request), KEPT_MS, ...(at as number[])];
    const text = await this.#connection.run((redis) =>
      (redis as WithScript).evkExchange(`{${account}}:shares`, ...args),
    );
    const reply = readReply(JSON.parse(text));
    if (reply.joined || reply.news.length > 0)
      this.publish(account, { from: request.member, pools: reply.news, members: reply.members });
    return reply;
  }

  publish(account: string, news: News): void {
    this.#connection.run((redis) => redis.publish(channelOf(account), JSON.stringify(news))).catch(() => {});
  }

  subscribe(account: string, hear: (news: News) => void): () => void {
    const channel = channelOf(account);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners);
    if (listeners.size === 0) this.#subscriber.subscribe(channel).catch(() => {});
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
    };
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
    this.#subscriber.disconnect();
  }

  #hear(channel: string, message: string): void {
    const news = readNews(message);
    if (news !== undefined) for (const hear of this.#listeners.get(channel) ?? []) hear(news);
  }
}

const channelOf = (account: string): string => `{${account}}:news`;

function readReply(reply: ExchangeReply): ExchangeReply {
  const pools = Object.entries(reply.pools).map(([name, pool]): [string, PoolReply] => [
    name,
    { ...pool, granted: list<number>(pool.granted) },
  ]);
  return { ...reply, pools: Object.fromEntries(pools), news: list<string>(reply.news) };
}

/** Anybody on the same Redis can publish: what is not ours is passed over. */
function readNews(message: string): News | undefined {
  try {
    const news = JSON.parse(message) as Partial<Record<string, unknown>> | null;
    if (typeof news?.from !== 'string') return undefined;
    const { pools, members, lane, forMs } = news;
    if (Array.isArray(pools)) {
      return {
        from: news.from,
        pools: pools.map(String),
        members: Number.isSafeInteger(members) ? (members as number) : 0,
      };
    }
    const isPause = typeof lane === 'string' && typeof forMs === 'number' && Number.isFinite(forMs);
    return isPause ? { from: news.from, lane, forMs } : undefined;
  } catch {
    return undefined;
  }
}
