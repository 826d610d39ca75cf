import type { Hint } from '@evenkeel/toolkit/providers';

/** What a contestant's client is to do, in words that all of them know. Durations in milliseconds. */
export interface ClientSetup {
  retry?: RetrySetup;
  breaker?: BreakerSetup;
  bulkhead?: BulkheadSetup;
  /** One attempt, its body included. */
  attemptTimeoutMs?: number;
  /** The whole call. */
  deadlineMs?: number;
  /** What the API says about its limits, and how, in order of precedence. Default: `Retry-After` on 429. */
  hints?: readonly Hint[];
  /** A server's quota. */
  window?: { limit: number; windowMs: number };
  /** Connections open at once. Default 64. */
  connections?: number;
  /** Adaptive throttling by the formula of the Site Reliability Engineering book. */
  throttle?: { k: number; windowMs: number; minimumRequests: number };
  /** Told of everything that happens, as far as the contestant tells. */
  onEvent?: (event: unknown) => unknown;
}

export interface RetrySetup {
  /** The first included. */
  maxAttempts: number;
  /** Before the n-th retry, n from 0: `baseMs * factor ** n + uniform(0, jitterMs)`, at most `capMs`. */
  backoff: { baseMs: number; factor?: number; jitterMs: number; capMs: number };
  budget?: { ratio: number; floorPerWindow: number; windowMs: number };
}

export interface BreakerSetup {
  /** Failures older than this are forgotten. */
  windowMs: number;
  minimumCalls: number;
  /** Opens above this share of failures. */
  errorRatio: number;
  openMs: number;
  /** Half-open: that many must succeed to close it. Default 1. */
  probes?: number;
  slowCall?: { durationMs: number; ratio: number };
  /** Which errors count as failures. Default all. */
  handle?: (error: unknown) => boolean;
  /** What `store()` of an earlier one returned. */
  initialState?: unknown;
}

export interface BulkheadSetup {
  limit: number;
  /** Those beyond are refused at once. Default: the queue has no bound. */
  maxQueued?: number;
}

/** How repeatable a request is: `safe`, by an idempotency `key`, or not at all. */
export type Idempotency = 'safe' | 'key' | 'none';

export interface Request {
  /** Default `safe`. */
  idempotency?: Idempotency;
  payload?: unknown;
  signal?: AbortSignal;
}

/** The last response of a call, whatever its status. */
export interface Answer {
  status: number;
  body: string;
}

export interface Client {
  /** Rejects where no response came, and where a policy of the client's own refused. */
  call(request?: Request): Promise<Answer>;
  pause?(): void;
  resume?(): void;
  setLimit?(limit: number): void;
  /** The names of what a response said about the limits and could not be read, one for each time. */
  ignoredHints?(): readonly string[];
  close(): Promise<void> | void;
}

/** What runs a function under one policy. */
export interface Part {
  execute<T>(fn: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export type CircuitName = 'closed' | 'open' | 'half-open' | 'isolated';

export interface BreakerPart extends Part {
  readonly state: CircuitName;
  isolate(): () => void;
  /** Its state, in a form that survives JSON. */
  store(): unknown;
}

export interface BulkheadPart extends Part {
  readonly inFlight: number;
  readonly queued: number;
  executeWithPriority?<T>(priority: number, fn: () => Promise<T>): Promise<T>;
}

/** What a policy by itself reports. A contestant whose policy does not, has none for a case that needs it. */
export interface Listeners {
  onSuccess?: () => unknown;
  onFailure?: () => unknown;
  onRetry?: () => unknown;
  onTimeout?: () => unknown;
}

/**
 * A package, or several that belong together, with all that it offers; what it
 * has no part for is left out, and such cases do not apply to it. Each is used
 * as its documentation shows, at its defaults but for the numbers of the setup.
 */
export interface Contestant {
  name: string;
  /** Undefined where a part of the setup has no match. */
  client(baseUrl: string, setup: ClientSetup): Client | undefined;
  retry?(setup: RetrySetup, listeners?: Listeners, timers?: { unref: true }): Part | undefined;
  timeout?(timeoutMs: number, listeners?: Listeners): Part;
  breaker?(setup: BreakerSetup, listeners?: Listeners): BreakerPart | undefined;
  bulkhead?(setup: BulkheadSetup, listeners?: Listeners): BulkheadPart | undefined;
}
