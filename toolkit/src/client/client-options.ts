import type { Coordinator } from '../coordination/coordinator.ts';
import type { EventSink } from '../events.ts';
import type { Transport } from '../http/transport.ts';
import type { Clock, Random } from '../time/clock.ts';

export interface ClientOptions {
  /**
   * The key, or what gets it, such as a secrets manager: asked before the first call, and again when the API refuses the
   * key that it gave with 401, so that a key can be rotated without a restart. Default: the environment variable that
   * the contract names, read again then, too.
   */
  apiKey?: string | (() => string | Promise<string>);
  /**
   * Names the account to a `coordinator`, where the key is got by a function: clients of one account share its limits.
   * Default: the key.
   */
  account?: string;
  /** Default: the contract's. */
  tier?: string;
  /** Where the API is, such as `https://api.example.com`; its path is put before the operations' own. */
  baseUrl: string;
  /**
   * Calls that may wait at once, for the gate, a permit or a slot; those beyond it are rejected. Default 1,000.
   * Batches are not counted: they take a payload only when there is room for it.
   */
  maxQueued?: number;
  /**
   * Attempts in flight at once, where that is not the tier's ceiling: a number; or `adaptive`, to find a ceiling that is
   * not known or changes, by what the API refuses and how long it takes. The tiers' ceilings are tried first, and the
   * largest is the most; where no tier has one, the pool's connections are. Default: the tier's.
   */
  ceiling?: number | 'adaptive';
  /**
   * Shares the key's limits, pauses and retry budget with the other clients that use it: in this process by
   * `createMemoryCoordinator()`, in others by `createRedisCoordinator()`. Not closed with the client. Default: this
   * client has the limits to itself.
   */
  coordinator?: Coordinator;
  /** Hear of everything the policies do. What they throw does not reach a call. */
  onEvent?: EventSink | readonly EventSink[];
  /** Hears of what an `onEvent` threw. */
  onSinkError?: (error: unknown) => void;
  /** Closed with the client. Default: Node.js's own HTTP client, with the tier's connection pool. */
  transport?: Transport;
  clock?: Clock;
  random?: Random;
}

export interface CallOptions {
  /** Ends the call at once; nothing is sent afterwards. */
  signal?: AbortSignal;
  /** Sent with each attempt, in the header `evenkeel-call-id`. Printable ASCII. Default: numbered, behind what is random. */
  callId?: string;
  /** A whole number: of the calls that wait for a slot the higher goes first; a low one does not starve. Default 0. */
  priority?: number;
  /**
   * Sent with each attempt, in the header `idempotency-key`. The same key again is the same request to the API.
   * Printable ASCII. Default: where the operation needs one, a random one for each call.
   */
  idempotencyKey?: string;
}

/** Limits from now on; what is left out stays. */
export interface LimitOptions {
  /** Attempts in flight at once; a whole number of at least 1. */
  ceiling?: number;
  /**
   * Requests in a window, where the API's own limit has changed; a whole number of at least 1. What the server says to be
   * left of a window that has begun still holds. Ignored where the API has no window.
   */
  window?: { limit: number };
}

/** What every provider's client can do. */
export interface ManagedClient {
  /**
   * Sends nothing more until {@link resume}. What no window counts, such as a look at a job that runs, still goes. Calls
   * wait, each until its deadline at most; beyond `maxQueued` they are refused. What is in flight finishes.
   *
   * @returns resolves once nothing is in flight any more, or it is resumed before
   */
  pause(): Promise<void>;

  /** Ends the pause. What the server told still holds. */
  resume(): void;

  /**
   * Changes limits while calls go on: a lower one lets what is in flight finish, a higher one admits those who wait at
   * once.
   *
   * @throws OptionError if a limit cannot be used, or the ceiling is adaptive; then nothing has changed
   */
  setLimits(limits: LimitOptions): void;

  /**
   * Refuses new calls, waits for those under way and closes all connections. May be called again, to cancel them. Those
   * that wait in a {@link pause} wait for its end, or their deadlines.
   *
   * @param options.signal cancels those that are still under way when it aborts
   */
  close(options?: { signal?: AbortSignal }): Promise<void>;
}
