import type { Redis } from 'ioredis';
import type { Broadcast, ExchangeReply, ExchangeRequest } from '../protocol.ts';
import type { Store } from '../store.ts';
import { Channels } from './channels.ts';
import { BoundedConnection, type RedisLocation } from './connection.ts';
import { refusalCode } from './errors.ts';
import { exchangeScript } from './script.ts';
import { readBroadcast, readReply } from './wire.ts';

/** Long enough that a failed renewal can be tried again before the lease ends. */
export const LEASE_MS = 3_000;
/**
 * How long Redis keeps a state that nobody asks for, at least: longer than any member that was cut off takes to come back.
 * What was used of a longer window is kept until that is over.
 */
const KEPT_MS = 3_600_000;

/** The version of what processes tell each other: each has a state of its own, and they share as builds.ts says. */
export const PROTOCOL = 3;

type WithScript = Redis & { evkExchange(...args: (string | number)[]): Promise<string> };

/** The state of all accounts, in Redis. */
export class RedisStore implements Store {
  readonly name = 'redis';
  readonly leaseMs: number;
  readonly timeoutMs: number;
  readonly #connection: BoundedConnection;
  readonly #channels: Channels;

  readonly #protocol: string;

  /** @param options for tests: another `protocol`, as a process of another version has */
  constructor(location: RedisLocation, options: { timeoutMs: number; leaseMs?: number; protocol?: number }) {
    const { timeoutMs, leaseMs = LEASE_MS, protocol = PROTOCOL } = options;
    this.#protocol = String(protocol);
    this.leaseMs = leaseMs;
    this.timeoutMs = timeoutMs;
    this.#connection = new BoundedConnection(location, timeoutMs);
    this.#connection.redis.defineCommand('evkExchange', { numberOfKeys: 2, lua: exchangeScript });
    this.#channels = new Channels(location, timeoutMs);
    // When one connection is lost, so is the other.
    this.#connection.redis.on('close', () => this.#channels.reconnect());
  }

  /**
   * @param at for tests: the time in milliseconds, and for how many seconds Redis has run, in place of its own
   * @throws an error with a `code`, also for a reply that is not as it must be
   */
  async exchange(
    account: string,
    request: ExchangeRequest,
    ...at: [nowMs?: number, quietS?: number]
  ): Promise<ExchangeReply> {
    const protocol = this.#protocol;
    const keys = [`{${account}}:shares:${protocol}`, `{${account}}:builds`];
    const cycles = Object.values(request.pools).map(({ cycleMs }) => cycleMs);
    const keptMs = Math.ceil(Math.max(KEPT_MS, this.leaseMs + Math.max(0, ...cycles)));
    const args = [JSON.stringify({ ...request, protocol }), keptMs, ...(at as number[])];
    const text = await this.#connection.run((redis) => (redis as WithScript).evkExchange(...keys, ...args));
    const reply = readReply(text, request);
    if (reply.joined || reply.announce.length > 0)
      this.publish(account, { from: request.member, pools: reply.announce, members: reply.members });
    return reply;
  }

  publish(account: string, broadcast: Broadcast): void {
    const channel = channelOf(account);
    this.#connection
      .run((redis) => redis.publish(channel, JSON.stringify(broadcast)))
      .then(
        () => this.#channels.setPublishing(channel, undefined),
        (error: unknown) => {
          // If Redis is silent, the exchanges tell it.
          const code = refusalCode(error);
          if (code !== undefined) this.#channels.setPublishing(channel, code);
        },
      );
  }

  subscribe(
    account: string,
    hear: (broadcast: Broadcast) => void,
    onRefusal: (code: string | undefined) => void,
  ): () => void {
    const listener = {
      hear: (message: string) => {
        const broadcast = readBroadcast(message);
        if (broadcast !== undefined) hear(broadcast);
      },
      onRefusal,
    };
    return this.#channels.listen(channelOf(account), listener);
  }

  close(): void {
    this.#connection.close();
    this.#channels.close();
  }
}

const channelOf = (account: string): string => `{${account}}:broadcasts`;
