import type { PriorityShares } from '../admission/turns.ts';
import type { Budget } from '../contract/budget.ts';
import type { Estimator } from '../contract/cost-of-call.ts';
import type { Coordinator } from '../coordination/coordinator.ts';
import type { EventSink } from '../events.ts';
import type { Transport } from '../http/transport.ts';
import type { Clock, Random } from '../time/clock.ts';

export interface ClientOptions {
  /**
   * The key, or a function that gets it, from a secrets manager, say. The function is called before the first call, and
   * again when the API refuses its key with 401, so that a key can be rotated without a restart. Default: the
   * environment variable that the contract names, which is read again after a 401, too.
   */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /**
   * Names the account to a `coordinator`; needed if `apiKey` is a function. Clients of one account share its limits.
   * Default: the key.
   */
  account?: string | undefined;
  /** Default: the contract's `defaultTier`. */
  tier?: string | undefined;
  /** Where the API is, such as `https://api.example.com`; its path is put before the operations' own. */
  baseUrl: string;
  /**
   * Calls that may wait at once, for the gate, a permit or a slot; any more are rejected. Default 1,000. A batch's
   * calls are not rejected: a batch takes a payload only when there is room for it.
   */
  maxQueued?: number | undefined;
  /**
   * The part of what leaves that is kept for each priority, such as `{ 10: 0.5, 5: 0.3, 0: 0.2 }`, for as long as calls of
   * it wait. What is kept for none that waits goes to the highest that does. A priority that is not named counts as the
   * next lower one that is, or as the lowest. Default: the highest goes first, and the call that has waited longest is
   * passed over four times in a row at most.
   */
  priorityShares?: PriorityShares | undefined;
  /** What calls may cost over time, beside the limits of the API; several must have names. A client of
   * Nimbus takes one with a `contract` that `defineProvider()` has made. Default: no bound. */
  budget?: Budget | readonly Budget[] | undefined;
  /**
   * Attempts in flight at once, if not the tier's ceiling: a number, or `adaptive` for a ceiling that is not known or
   * changes. That is found by what the API refuses and how long it takes. The tiers' ceilings are tried first, beginning with its
   * own; the largest is the maximum, or the pool's connections if no tier has a ceiling. Default: the tier's ceiling. A ceiling
   * that is a number is all used at once, but for the first tenth of a second; if the API refuses some of it, fewer are in
   * flight, until it accepts more again. Where no tier of the contract limits anything, one is found too, from 10 up to the
   * pool's connections, until answers tell how much is left of a limit over time; `none` leaves that out.
   */
  ceiling?: number | 'adaptive' | 'none' | undefined;
  /**
   * What calls cost, by the names that the contract uses, beside `tokens`, `input-tokens` and `output-tokens`, which are
   * built in.
   */
  estimators?: Readonly<Record<string, Estimator>> | undefined;
  /**
   * Shares the key's limits, pauses and retry budget with the other clients that use the key: those of this process by
   * `createMemoryCoordinator()`, those of others by `createRedisCoordinator()`. It is not closed with the client.
   * Default: this client has the limits to itself.
   */
  coordinator?: Coordinator | undefined;
  /** Told everything that the policies do. What a sink throws does not reach a call. */
  onEvent?: EventSink | readonly EventSink[] | undefined;
  /** Told what an `onEvent` sink threw. */
  onSinkError?: ((error: unknown) => void) | undefined;
  /** Closed with the client. Default: Node.js's own HTTP client, with the tier's connection pool. */
  transport?: Transport | undefined;
  clock?: Clock | undefined;
  random?: Random | undefined;
}

export interface CallOptions {
  /** Ends the call at once; nothing is sent afterwards. */
  signal?: AbortSignal | undefined;
  /**
   * In all events of the call, and sent with each attempt, in the header `evenkeel-call-id`, which a client of one's own
   * contract leaves out unless it is made with `sendCallIds`. Printable ASCII. Default: a random prefix and a number.
   */
  callId?: string | undefined;
  /**
   * A whole number; among calls that wait, the higher goes first, but a low one does not starve. Default 0. See
   * {@link ClientOptions.priorityShares}.
   */
  priority?: number | undefined;
  /**
   * Whose call it is: a customer, say, or a job. Of calls that wait at one priority, the next is that of the tenant which
   * has taken least of late, measured by what its calls cost. Default: all such calls are one tenant's.
   */
  tenant?: string | undefined;
  /**
   * Sent with each attempt, in the header `idempotency-key`. To the API, a request with the same key is the same
   * request. Printable ASCII. Default: where the operation needs one, a random one for each call.
   */
  idempotencyKey?: string | undefined;
}

/** New limits; one that is left out stays as it is. */
export interface LimitOptions {
  /** Attempts in flight at once; a whole number of at least 1. It holds, whatever was refused before. */
  ceiling?: number;
  /**
   * Requests in a window, if the API's own limit has changed; a whole number of at least 1. In a window that has begun,
   * what the server says is left still holds. Ignored if the API has no window. Of several limits over time, the first.
   */
  window?: { limit: number };
}

/** What every provider's client can do. */
export interface ManagedClient {
  /**
   * Sends nothing more until {@link resume}, except what the API's window does not count, such as a look at a running
   * job. Calls wait, each until its deadline at most; beyond `maxQueued` they are refused. Calls in flight finish.
   *
   * @returns resolves once nothing is in flight, or at {@link resume} if that comes first
   */
  pause(): Promise<void>;

  /** Ends the pause. A pause that the server told still holds. */
  resume(): void;

  /**
   * Changes limits while calls go on: a lower one lets calls in flight finish, a higher one admits waiting calls at
   * once.
   *
   * @throws OptionError if a limit cannot be used, or the ceiling is adaptive; then nothing has changed
   */
  setLimits(limits: LimitOptions): void;

  /**
   * Refuses new calls, waits for those under way and closes all connections. Calls that a {@link pause} holds back wait
   * for its end, or for their deadlines. May be called again with a signal, to cancel the calls.
   *
   * @param options.signal when it aborts, cancels the calls that are still under way
   */
  close(options?: { signal?: AbortSignal }): Promise<void>;
}
