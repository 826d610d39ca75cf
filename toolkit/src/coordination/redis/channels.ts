import type { Redis } from 'ioredis';
import { type Cancel, systemClock } from '../../time/clock.ts';
import { connect, type RedisLocation } from './connection.ts';
import { ofCommand, refusalCode } from './errors.ts';

/** How soon a refused subscription is tried again: the Redis user's rights may be mended meanwhile. */
const RESUBSCRIBE_MS = 5_000;

export interface Listener {
  hear(message: string): void;
  /** Called with Redis's code when it refuses to let us listen or publish, and with undefined when it lets us again. */
  onRefusal(code: string | undefined): void;
}

interface Channel {
  readonly listeners: Set<Listener>;
  /** The code by which listening, or publishing, was refused last. */
  readonly refusals: Map<'subscribe' | 'publish', string>;
  stopTimer: Cancel | undefined;
}

/** A connection for subscriptions: Redis lets it do nothing else. */
export class Channels {
  readonly #redis: Redis;
  readonly #channels = new Map<string, Channel>();
  #closed = false;

  constructor(location: RedisLocation, timeoutMs: number) {
    this.#redis = connect(location, {
      connectTimeout: timeoutMs,
      disconnectTimeout: timeoutMs,
      maxRetriesPerRequest: null,
      // If Redis refuses a subscription that ioredis makes by itself, that ends the process.
      autoResubscribe: false,
    });
    this.#redis.on('error', () => {});
    this.#redis.on('message', (name: string, message: string) => {
      for (const { hear } of this.#channels.get(name)?.listeners ?? []) hear(message);
    });
    this.#redis.on('ready', () => {
      for (const name of this.#channels.keys()) this.#subscribe(name);
    });
    this.#redis.connect().catch(() => {});
  }

  /** @returns a function that ends the listening */
  listen(name: string, listener: Listener): () => void {
    const known = this.#channels.get(name);
    const channel = known ?? { listeners: new Set(), refusals: new Map(), stopTimer: undefined };
    this.#channels.set(name, channel);
    channel.listeners.add(listener);
    if (known === undefined) this.#subscribe(name);
    return () => this.#leave(name, listener);
  }

  /** Notes by which code Redis refused to publish to the channel; undefined: it did publish. */
  setPublishing(name: string, refusal: string | undefined): void {
    this.#setRefusal(name, 'publish', refusal);
  }

  /** Connects again: a connection that only listens does not see that the other end has gone. */
  reconnect(): void {
    if (!this.#closed) this.#redis.disconnect(true);
  }

  close(): void {
    this.#closed = true;
    for (const { stopTimer } of this.#channels.values()) stopTimer?.();
    this.#channels.clear();
    this.#redis.disconnect();
  }

  /** Does nothing without a connection: each new connection subscribes to all channels. */
  #subscribe(name: string): void {
    if (this.#redis.status !== 'ready') return;
    this.#redis.subscribe(name).then(
      () => this.#setRefusal(name, 'subscribe', undefined),
      (error: unknown) => {
        const code = refusalCode(ofCommand(error));
        const channel = this.#channels.get(name);
        if (code === undefined || channel === undefined) return;
        channel.stopTimer?.();
        channel.stopTimer = systemClock.setTimeout(() => this.#subscribe(name), RESUBSCRIBE_MS);
        this.#setRefusal(name, 'subscribe', code);
      },
    );
  }

  #leave(name: string, listener: Listener): void {
    const channel = this.#channels.get(name);
    if (channel === undefined || !channel.listeners.delete(listener) || channel.listeners.size > 0) return;
    channel.stopTimer?.();
    this.#channels.delete(name);
    if (this.#redis.status === 'ready') this.#redis.unsubscribe(name).catch(() => {});
  }

  #setRefusal(name: string, of: 'subscribe' | 'publish', code: string | undefined): void {
    const channel = this.#channels.get(name);
    if (channel === undefined || channel.refusals.get(of) === code) return;
    if (code === undefined) channel.refusals.delete(of);
    else channel.refusals.set(of, code);
    const [first] = channel.refusals.values();
    for (const { onRefusal } of channel.listeners) onRefusal(first);
  }
}
