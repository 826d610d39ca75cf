import type {
  Authentication,
  Cost,
  Estimator,
  HintDefinition,
  LimitDefinition,
  Rule,
  ShouldRetry,
} from '@evenkeel/toolkit/providers';

/** What a contestant's client must do, in terms that fit all contestants. Durations are in milliseconds. */
export interface ClientSetup {
  retry?: RetrySetup;
  breaker?: BreakerSetup;
  bulkhead?: BulkheadSetup;
  /** Further limits of what is in flight: so many of each that the API counts apart. */
  inFlight?: readonly { limit: number; apart: NonNullable<LimitDefinition['scope']> }[];
  /** The time-out of one attempt, its body included. */
  attemptTimeoutMs?: number;
  /** The deadline of the whole call. */
  deadlineMs?: number;
  /** The hints that the API gives about its limits, in order of precedence. Default: `Retry-After` on 429. */
  hints?: readonly HintDefinition[];
  /** What answers mean, before what their statuses mean. */
  rules?: readonly Rule[];
  /** A header by which the API says whether to retry. */
  shouldRetry?: ShouldRetry;
  /** A longer hint is not believed. Default an hour. */
  maxHintMs?: number;
  /** How a request says whose it is. Default: `Authorization: Bearer`. Null: it says nothing. */
  authentication?: Partial<Authentication> | null;
  /** A server's quota; `apart`: what it counts apart, default nothing. */
  window?: { limit: number; windowMs: number; apart?: LimitDefinition['scope'] };
  /** How much of it a request takes. Default 1. */
  costs?: Partial<Record<Idempotency, number>>;
  /** Further quotas, each of a unit of its own: windows, and buckets that are refilled. */
  quotas?: readonly Quota[];
  /** What requests cost, where neither their fields nor the client itself can say it; by the names that costs use. */
  estimators?: Readonly<Record<string, Estimator>>;
  /** What calls may cost over time, whatever the API allows. */
  budget?: { unit: string; max: number; periodMs: number };
  /** The part of what is sent that is kept for each priority. */
  priorityShares?: Readonly<Record<number, number>>;
  /** Answers that are ok are streams of server-sent events. A call reads its stream to the end, or not at all. */
  streams?: 'read' | 'unread';
  /** For how long a stream that is not read may keep what it holds. */
  settleAfterMs?: number;
  /** The most connections that are open at once. Default 64. */
  connections?: number;
  /** Adaptive throttling by the formula of the Site Reliability Engineering book. */
  throttle?: { k: number; windowMs: number; minimumRequests: number };
  /** Called with every event that the contestant reports. */
  onEvent?: (event: unknown) => unknown;
}

export type Quota = {
  unit: string;
  limit: number;
  /** How much of it a request takes, default 0; left out: the client knows it by the unit's name. */
  costs?: Partial<Record<Idempotency, Cost>>;
} & ({ windowMs: number } | { refillPerSecond: number });

export interface RetrySetup {
  /** The first attempt is included. */
  maxAttempts: number;
  /** The wait before the n-th retry, n from 0: `baseMs * factor ** n + uniform(0, jitterMs)`, at most `capMs`. */
  backoff: { baseMs: number; factor?: number; jitterMs: number; capMs: number };
  budget?: { ratio: number; floorPerWindow: number; windowMs: number };
}

export interface BreakerSetup {
  /** Failures older than this are forgotten. */
  windowMs: number;
  minimumCalls: number;
  /** The share of failures above which it opens. */
  errorRatio: number;
  openMs: number;
  /** How many probes must succeed to close it. Default 1. */
  probes?: number;
  slowCall?: { durationMs: number; ratio: number };
  /** Which errors count as failures. Default all. */
  handle?: (error: unknown) => boolean;
  /** What `store()` of an earlier breaker returned. */
  initialState?: unknown;
}

export interface BulkheadSetup {
  limit: number;
  /** Calls beyond this are refused at once. Default: the queue has no bound. */
  maxQueued?: number;
}

/** Whether a request may be repeated: it is `safe`, has an idempotency `key`, or neither (`none`). */
export type Idempotency = 'safe' | 'key' | 'none';

export interface Request {
  /** Default `safe`. */
  idempotency?: Idempotency;
  payload?: unknown;
  signal?: AbortSignal;
  /** Default 0. */
  priority?: number;
  /** Whose call it is. Default: nobody's. */
  tenant?: string;
}

/** The last response of a call, whatever its status. */
export interface Answer {
  status: number;
  body: string;
  /** By their names in lower case. Left out where the client does not tell them. */
  headers?: Readonly<Record<string, string>>;
}

export interface Client {
  /** Rejects where no response came, and where one of the client's policies refused the call. */
  call(request?: Request): Promise<Answer>;
  pause?(): void;
  resume?(): void;
  setLimit?(limit: number): void;
  /** Changes the server's quota. */
  setWindow?(limit: number): void;
  /** The names of hints that could not be read, one for each time. */
  ignoredHints?(): readonly string[];
  close(): Promise<void> | void;
}

/** Runs a function under one policy. */
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

/** What a single policy reports. A case that needs a report does not apply to a contestant without it. */
export interface Listeners {
  onSuccess?: () => unknown;
  onFailure?: () => unknown;
  onRetry?: () => unknown;
  onTimeout?: () => unknown;
}

/**
 * A package, or several that belong together, with all that they offer. Cases that
 * need a part which they lack do not apply to them. Each is used as its
 * documentation shows, with its defaults except for the numbers of the setup.
 */
export interface Contestant {
  name: string;
  /** Undefined where it has nothing for a part of the setup. */
  client(baseUrl: string, setup: ClientSetup): Client | undefined;
  retry?(setup: RetrySetup, listeners?: Listeners, timers?: { unref: true }): Part | undefined;
  timeout?(timeoutMs: number, listeners?: Listeners): Part;
  breaker?(setup: BreakerSetup, listeners?: Listeners): BreakerPart | undefined;
  bulkhead?(setup: BulkheadSetup, listeners?: Listeners): BulkheadPart | undefined;
}
