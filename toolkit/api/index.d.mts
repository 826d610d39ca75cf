import type {
  ApiAnswer,
  Budget,
  CallRequest,
  PriorityShares,
  ProviderContract,
  ServerSentEvent,
} from './providers.d.mts';
export * as nerox from './nerox.d.mts';
export * as neura from './neura.d.mts';
export * as nimbus from './nimbus.d.mts';
export interface BreakerSnapshot {
  upstream: string;
  state: CircuitStateName;
  openForMs: number;
}
export interface ClientSnapshot {
  provider: string;
  tier: string;
  closing: boolean;
  paused: boolean;
  ceiling: number | null;
  inFlight: number;
  queued: number;
  breakers: readonly BreakerSnapshot[];
  pauses: readonly PauseSnapshot[];
  limits: readonly LimitSnapshot[];
}
export interface LimitSnapshot {
  name: string;
  unit: string;
  partition: string;
  limit: number | null;
  used: number | null;
  left: number | null;
  owed: number;
  spent?: number;
  renewsInMs?: number;
}
export interface PauseSnapshot {
  partition: string;
  forMs: number;
}
export interface BatchOptions {
  signal?: AbortSignal;
  onProgress?: (progress: BatchProgress) => void;
  priority?: number;
  tenant?: string;
  batchId?: string;
}
export interface BatchProgress {
  taken: number;
  total: number | undefined;
  succeeded: number;
  failed: number;
}
export type Payloads<P> = Iterable<P> | AsyncIterable<P>;
export interface StackedPolicy {
  execute<T>(fn: (context: PolicyContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
}
export declare class PolicyStack extends StackOfOperation {
  constructor(options: PolicyStackOptions);
  withOperation(operation: string): StackOfOperation;
}
export interface PolicyStackOptions {
  provider: string;
  operation?: string;
  policies: readonly StackedPolicy[];
  onEvent?: EventSink | readonly EventSink[];
  clock?: Clock;
  random?: Random;
}
export declare class StackOfOperation extends StandalonePolicy<RetryContext> {
  execute<T>(fn: (context: RetryContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
}
export interface RequireOkOptions {
  clock?: Clock;
}
export declare function requireOk(response: Response, { clock }?: RequireOkOptions): Promise<Response>;
export interface CallOptions {
  signal?: AbortSignal | undefined;
  callId?: string | undefined;
  priority?: number | undefined;
  tenant?: string | undefined;
  idempotencyKey?: string | undefined;
}
export interface ClientOptions {
  apiKey?: string | (() => string | Promise<string>) | undefined;
  account?: string | undefined;
  tier?: string | undefined;
  baseUrl: string;
  maxQueued?: number | undefined;
  priorityShares?: PriorityShares | undefined;
  budget?: Budget | readonly Budget[] | undefined;
  ceiling?: number | 'adaptive' | 'none' | undefined;
  estimators?: Readonly<Record<string, Estimator>> | undefined;
  coordinator?: Coordinator | undefined;
  onEvent?: EventSink | readonly EventSink[] | undefined;
  onSinkError?: ((error: unknown) => void) | undefined;
  transport?: Transport | undefined;
  clock?: Clock | undefined;
  random?: Random | undefined;
}
export interface LimitOptions {
  ceiling?: number;
  window?: {
    limit: number;
  };
}
export interface ManagedClient {
  pause(): Promise<void>;
  resume(): void;
  setLimits(limits: LimitOptions): void;
  close(options?: {
    signal?: AbortSignal;
  }): Promise<void>;
}
export interface ContractRequests {
  requested(request: FetchedRequest, send: (attempt: RequestAttempt) => Promise<Response>): Promise<Response> | undefined;
}
export interface FetchedRequest {
  url: URL;
  method: string;
  headers: Headers;
  body: unknown;
  signal: AbortSignal | undefined;
  once: boolean;
  options: {
    priority?: number | undefined;
    cost?: number | undefined;
    tenant?: string | undefined;
    maxWaitMs?: number | undefined;
  };
  isNetwork: (error: unknown) => boolean;
}
export interface RequestAttempt {
  signal: AbortSignal;
  idempotencyKey: string | undefined;
}
export interface ApiBatchOptions<P = unknown> extends BatchOptions {
  request?: (payload: P) => RequestParts;
}
export interface ApiCallOptions extends CallOptions, RequestParts {
}
export interface ApiClient<O extends string = string, R = BodyReaders> extends ManagedClient {
  call<K extends O>(operation: K, payload?: unknown, options?: ApiCallOptions): Promise<ReadBody<R, K>>;
  request(operation: O, payload?: unknown, options?: ApiCallOptions): Promise<ApiAnswer>;
  batch<K extends O, P>(operation: K, payloads: Payloads<P>, options?: ApiBatchOptions<P>): Promise<PromiseSettledResult<ReadBody<R, K>>[]>;
  batchStream<K extends O, P>(operation: K, payloads: Payloads<P>, options?: ApiBatchOptions<P>): AsyncGenerator<PromiseSettledResult<ReadBody<R, K>>, void, undefined>;
  stream(operation: O, payload?: unknown, options?: ApiCallOptions): AsyncGenerator<Uint8Array, void, undefined>;
  events(operation: O, payload?: unknown, options?: ApiCallOptions): AsyncGenerator<ServerSentEvent, void, undefined>;
  ready(): Promise<void>;
  state(): ClientSnapshot;
}
export interface ApiOptions<T extends string = string, R = BodyReaders> extends ClientOptions {
  tier?: T | undefined;
  read?: R | undefined;
  sendCallIds?: boolean | undefined;
}
export type BodyReader = (body: unknown) => unknown;
export type BodyReaders<O extends string = string> = {
  readonly [K in O]?: BodyReader;
};
export type ReadBody<R, K extends string> = K extends keyof R ? R[K] extends (body: unknown) => infer V ? V : unknown : unknown;
export type RequestParts = Pick<CallRequest<never>, 'params' | 'query' | 'headers'>;
export declare function createClient<T extends string, O extends string, R extends BodyReaders<O>>(contract: ProviderContract<T, O>, options: ApiOptions<T, R>): ApiClient<O, R>;
export interface ExecuteOptions<O extends string = string, T = unknown> extends CallOptions {
  operation?: O;
  cost?: number | Readonly<Record<string, number>>;
  payload?: unknown;
  params?: Readonly<Record<string, string>>;
  once?: boolean;
  classify?: Classify<T>;
}
export interface FunctionAttempt {
  attempt: number;
  signal: AbortSignal;
  callId: string;
  idempotencyKey: string | undefined;
}
export interface FunctionPipeline<O extends string = string> extends ManagedClient, ContractRequests {
  execute<T>(fn: (attempt: FunctionAttempt) => T | PromiseLike<T>, options?: ExecuteOptions<O, T>): Promise<T>;
  ready(): Promise<void>;
  state(): ClientSnapshot;
}
export interface FunctionPipelineOptions<T extends string = string> extends Omit<ClientOptions, 'apiKey' | 'baseUrl' | 'transport'> {
  tier?: T | undefined;
  classify?: Classify | undefined;
}
export declare function pipeline<T extends string, O extends string>(contract: ProviderContract<T, O>, options?: FunctionPipelineOptions<T>): FunctionPipeline<O>;
export type ClientHealth = Pick<ClientSnapshot, 'ceiling' | 'inFlight' | 'queued' | 'paused'>;
export interface Health {
  statusCode: 200 | 503;
  body: {
    status: 'healthy' | 'degraded' | 'closing';
    timestamp: string;
    resilience: Record<string, HealthRow>;
  };
}
export type HealthRow = LimitHealth | ClientHealth | Omit<BreakerSnapshot, 'upstream'>;
export interface LimitHealth {
  consumedPoints: number | null;
  remainingPoints: number | null;
  msBeforeNext: number | null;
}
export interface TellsState {
  state(): ClientSnapshot;
}
export declare function healthOf(clients: Readonly<Record<string, TellsState>>, { clock }?: {
  clock?: Clock;
}): Health;
export type Classify<T = unknown> = (end: FunctionEnd<T>) => Meaning | undefined;
export type FunctionEnd<T = unknown> = {
  value: T;
} | {
  error: unknown;
};
export type Meaning = {
  class: ResultClass;
  retryAfterMs?: number | undefined;
  retry?: boolean;
} | {
  status: number;
  headers?: unknown;
  body?: unknown;
} | {
  failure: 'network';
};
export interface CostedRequest {
  json: unknown;
  bytes: number;
}
export type Estimator = (request: CostedRequest) => number;
export type ResultClass = 'ok' | 'throttled' | 'overloaded' | 'transient' | 'relayed' | 'permanent' | 'quota' | 'payment';
export interface Coordinator {
  readonly store: 'memory' | 'redis';
  close(): Promise<void>;
}
export declare function createMemoryCoordinator(): Coordinator;
export type CallOutcome = 'ok' | 'error' | 'rejected' | 'cancelled';
export declare const errorCodes: readonly ['EVK_CANCELLED', 'EVK_CIRCUIT_OPEN', 'EVK_CIRCUIT_ISOLATED', 'EVK_BULKHEAD_FULL', 'EVK_GATE_CLOSED', 'EVK_RATE_LIMITED', 'EVK_THROTTLED_LOCALLY', 'EVK_QUEUE_TIMEOUT', 'EVK_PAYMENT_REQUIRED', 'EVK_KEY_UNAVAILABLE', 'EVK_SCOPE_MISSING', 'EVK_BUDGET_EXCEEDED', 'EVK_USAGE_UNAVAILABLE', 'EVK_SUBMISSION_UNLOGGED', 'EVK_JOB_NOT_ENDED', 'EVK_CLIENT_CLOSED', 'EVK_PAYLOAD_INVALID', 'EVK_PAYLOADS_FAILED', 'EVK_DEADLINE_EXCEEDED', 'EVK_ATTEMPT_TIMEOUT', 'EVK_NETWORK', 'EVK_THROTTLED', 'EVK_QUOTA_EXHAUSTED', 'EVK_UPSTREAM_ERROR', 'EVK_UPSTREAM_REFUSED', 'EVK_JOB_FAILED', 'EVK_JOB_LEFT', 'EVK_JOB_TIMEOUT', 'EVK_RESPONSE_INVALID'];
export type ErrorCode = (typeof errorCodes)[number];
export interface ErrorDetails {
  retryAfterMs?: number;
  status?: number;
  requestId?: string | undefined;
  cause?: unknown;
  advice?: string;
}
export declare class EvenkeelError extends Error {
  readonly name = "EvenkeelError";
  readonly code: ErrorCode;
  readonly outcome: Exclude<CallOutcome, 'ok'>;
  retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  attempts: number;
  constructor(code: ErrorCode, what: string, details?: ErrorDetails);
  toJSON(): object;
}
export declare class OptionError extends RangeError {
  readonly name = "OptionError";
  readonly code = "EVK_OPTION_INVALID";
  readonly option: string;
  constructor(option: string, remedy: string, ...value: [value?: unknown]);
  toJSON(): object;
}
export declare function isEvenkeelError(error: unknown): error is EvenkeelError;
export type AttemptClass = ResultClass | 'cancelled';
export interface CallFields {
  operation: string;
  callId: string;
}
export interface ClientState {
  limits: readonly LimitState[];
}
export type EventSink = (event: ResilienceEvent) => void;
export interface LimitState extends UnitLimit {
  used: number;
  owed: number;
  spent?: number;
}
export type ResilienceEvent = {
  provider: string;
} & ({
  type: 'client-opened' | 'client-closed';
  tier: string;
  ceiling: number | null;
  limits: readonly UnitLimit[];
  circuits?: Readonly<Record<string, CircuitStateName>>;
  state?: () => ClientState;
} | {
  type: 'limits-changed';
  tier: string;
  ceiling: {
    from: number | null;
    to: number | null;
  };
  limits: readonly UnitLimit[];
} | {
  type: 'client-paused' | 'client-resumed';
} | (CallFields & {
  type: 'attempt-started';
  attempt: number;
}) | (CallFields & {
  type: 'attempt-ended';
  attempt: number;
  result: AttemptClass;
  durationMs: number;
  status: number | undefined;
}) | (CallFields & {
  type: 'call-ended';
  outcome: CallOutcome;
  durationMs: number;
  attempts: number;
  code: ErrorCode | undefined;
  message?: string | undefined;
}) | (CallFields & {
  type: 'retry-scheduled';
  attempt: number;
  delayMs: number;
  reason: ResultClass;
  hinted: boolean;
  message?: string;
}) | (CallFields & {
  type: 'retries-exhausted';
  reason: ResultClass;
  by: 'attempts' | 'budget';
})
| {
  type: 'retry-budget';
  balance: number;
  floor: number;
  windowMs: number;
} | (CallFields & {
  type: 'wait-started';
  cause: WaitCause;
})
| (CallFields & {
  type: 'wait-ended';
  cause: WaitCause;
  limit?: string | undefined;
  durationMs: number;
}) | (CallFields & {
  type: 'rate-limited';
  source: 'upstream' | 'local';
}) | (CallFields & {
  type: 'gate-closed';
  forMs: number;
})
| {
  type: 'pause-shared';
  partition: string;
  forMs: number;
}
| {
  type: 'coordination-degraded';
  store: string;
  degraded: boolean;
  reason: string;
} | {
  type: 'store-round-trip';
  store: string;
  durationMs: number;
  ok: boolean;
} | (CallFields & {
  type: 'job-started';
  jobId: string;
}) | (CallFields & {
  type: 'job-ended';
  jobId: string;
  problemType: string;
  outcome: CallOutcome;
  durationMs: number;
  billedGpuMs: number;
  savedGpuMs: number;
  reason: string | undefined;
})
| {
  type: 'budget-exceeded';
  budget: 'run' | 'period';
  limitGpuMs: number;
  committedGpuMs: number;
  action: 'refused' | 'warned' | 'allowed';
} | {
  type: 'limit-remaining';
  tier: string;
  unit: string;
  remaining: number;
} | {
  type: 'hint-ignored';
  name: string;
}
| {
  type: 'contract-drift';
  what: string;
  contract: number;
  told: number;
} | {
  type: 'breaker-changed';
  upstream: string;
  from: CircuitStateName;
  to: CircuitStateName;
});
export interface UnitLimit {
  name: string;
  unit: string;
  limit: number;
}
export type WaitCause = 'backoff' | 'gate' | 'rate' | 'concurrency';
export type BodyPieces = AsyncIterable<Uint8Array | string>;
export interface Pool {
  connections: number;
  keepAlive: number;
}
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  open?(request: TransportRequest): Promise<TransportStream>;
  resize?(connections: number): void;
  close(): void;
}
export interface TransportRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array | BodyPieces | undefined;
  signal: AbortSignal;
}
export interface TransportResponse {
  status: number;
  header(name: string): string | undefined;
  headers?(): Readonly<Record<string, string>>;
  body: string;
  bytes?(): Uint8Array;
}
export interface TransportStream extends TransportResponse {
  pieces: BodyPieces | undefined;
  cancel?(): void;
  yieldPlace?(): void;
}
export declare class AdaptiveBulkhead extends Slots {
  constructor(options?: AdaptiveBulkheadOptions);
}
export interface AdaptiveBulkheadOptions extends AdaptiveLimitOptions {
  maxQueued?: number;
  isThrottled?: (error: unknown) => boolean;
  onLimitChange?: (limit: number, previous: number) => void;
}
export interface AdaptiveLimitOptions {
  ceilings?: readonly number[];
  initial?: number;
  min?: number;
  max?: number;
  latencyTolerance?: number;
  clock?: Clock;
}
export declare class AdaptiveThrottle extends StandalonePolicy {
  constructor(options?: AdaptiveThrottleOptions);
  get rejectionRatio(): number;
}
export interface AdaptiveThrottleOptions extends ThrottleSettings {
  handle?: (error: unknown) => boolean;
  random?: Random;
  clock?: Clock;
}
export interface ThrottleSettings {
  k?: number;
  windowMs?: number;
  minimumRequests?: number;
}
export interface OpossumBreakerOptions extends OpossumRuleOptions {
  resetTimeout?: number;
}
export declare function opossumBreaker(options?: OpossumBreakerOptions): CircuitBreakerOptions;
export interface BreakerRule {
  state: unknown;
  success(state: CircuitState): void;
  failure(state: CircuitState): boolean;
  asked?(): void;
  succeeded?(state: CircuitState, durationMs: number): boolean;
}
export declare class CircuitBreaker extends StandalonePolicy {
  constructor(options: CircuitBreakerOptions);
  get state(): CircuitState;
  isolate(): Isolation;
  close(): void;
  toJSON(): StoredCircuit;
}
export interface CircuitBreakerOptions {
  breaker: BreakerRule;
  openMs: number;
  probes?: number;
  clock?: Clock;
  handle?: (error: unknown) => boolean;
  initialState?: StoredCircuit;
  onChange?: (from: CircuitStateName, to: CircuitStateName) => void;
}
export interface Isolation {
  dispose(): void;
}
export declare const CircuitState: {
  readonly Closed: 0;
  readonly Open: 1;
  readonly HalfOpen: 2;
  readonly Isolated: 3;
};
export type CircuitState = (typeof CircuitState)[keyof typeof CircuitState];
export type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';
export interface StoredCircuit {
  state: Exclude<CircuitStateName, 'half-open'>;
  openUntilMs: number;
  breaker: unknown;
}
export declare class OpossumRule implements BreakerRule {
  constructor(options?: OpossumRuleOptions);
  get state(): unknown;
  set state(stored: unknown);
  asked(): void;
  success(_state: CircuitState): void;
  failure(_state: CircuitState): boolean;
}
export interface OpossumRuleOptions {
  rollingCountTimeout?: number;
  rollingCountBuckets?: number;
  errorThresholdPercentage?: number;
  volumeThreshold?: number;
  clock?: Clock;
}
export declare class RollingRatioBreaker implements BreakerRule {
  constructor(rule: RollingRatio, clock?: Clock);
  get state(): unknown;
  set state(stored: unknown);
  success(state: CircuitState): void;
  succeeded(state: CircuitState, durationMs: number): boolean;
  failure(_state: CircuitState): boolean;
}
export interface RollingRatio {
  window: {
    sizeMs: number;
    buckets: number;
  };
  minimumCalls: number;
  errorRatio: number;
  compare: '>' | '>=';
  slowCall?: SlowCall;
}
export interface SlowCall {
  durationMs: number;
  ratio: number;
}
export declare class Bulkhead extends Slots {
  constructor(options: BulkheadOptions);
  setLimit(limit: number): void;
}
export type BulkheadOptions = SlotsOptions;
export declare abstract class Slots extends StandalonePolicy {
  get limit(): number;
  get inFlight(): number;
  get queued(): number;
  tryAcquire(): boolean;
  release(): void;
  withPriority(priority: number): StandalonePolicy;
}
export interface SlotsOptions {
  limit: number;
  maxQueued?: number;
  clock?: Clock;
}
export declare class Gate extends StandalonePolicy {
  constructor(options?: GateOptions);
  get closed(): boolean;
  get paused(): boolean;
  get waiting(): number;
  close(forMs: number): boolean;
  pause(): void;
  resume(): void;
  dispose(): void;
}
export interface GateOptions {
  maxHintMs?: number;
  onOpen?: () => void;
  clock?: Clock;
}
export interface PolicyContext {
  signal: AbortSignal;
}
export type PolicyEvent<T> = (listener: (data: T) => void) => {
  dispose(): void;
};
export interface PolicyFailure {
  duration: number;
  handled: boolean;
  reason: {
    error: any;
  } | {
    value: unknown;
  };
}
export interface PolicySuccess {
  duration: number;
}
export declare class FixedWindow implements RateRule {
  readonly most: number;
  constructor(options: FixedWindowOptions);
  waitMs(cost: number, nowMs: number): number;
  spend(cost: number, nowMs: number): RatePermit;
  reconcile(permit: RatePermit, actual: number, nowMs: number): void;
}
export interface FixedWindowOptions {
  limit: number;
  windowMs: number;
  starts?: 'first-request' | 'aligned';
  penaltyMs?: number;
}
export declare class RateLimiter<P extends RatePermit = RatePermit> extends StandalonePolicy {
  constructor(options: RateLimiterOptions<P>);
  get queued(): number;
  tryAcquire(cost?: number): P | undefined;
  reconcile(estimated: P, actual: number): void;
  withCost<T = unknown>(cost: number, actual?: (result: T) => number): StandalonePolicy;
}
export interface RateLimiterOptions<P extends RatePermit = RatePermit> {
  rule: RateRule<P>;
  maxQueued?: number;
  clock?: Clock;
}
export interface RatePermit {
  readonly atMs: number;
  readonly cost: number;
}
export interface RateRule<P extends RatePermit = RatePermit> {
  readonly most: number;
  waitMs(cost: number, nowMs: number): number;
  spend(cost: number, nowMs: number): P;
  reconcile(permit: P, actual: number, nowMs: number): void;
}
export declare class SlidingWindow implements RateRule {
  readonly most: number;
  constructor(options: SlidingWindowOptions);
  waitMs(cost: number, nowMs: number): number;
  spend(cost: number, nowMs: number): RatePermit;
  reconcile(permit: RatePermit, actual: number, nowMs: number): void;
}
export interface SlidingWindowOptions {
  limit: number;
  windowMs: number;
}
export declare class BucketCore implements RateRule {
  constructor({ limit, windowMs, capacity }: TokenBucketOptions);
  get most(): number;
  level(nowMs: number): number;
  waitMs(cost: number, nowMs: number): number;
  spend(cost: number, nowMs: number): RatePermit;
  reconcile(permit: RatePermit, actual: number, nowMs: number): void;
}
export declare class TokenBucket extends BucketCore {
  constructor(options: TokenBucketOptions);
}
export interface TokenBucketOptions {
  limit: number;
  windowMs: number;
  capacity?: number;
}
export type Backoff =
({
  kind: 'full-jitter';
} & Growth)
| ({
  kind: 'equal-jitter';
} & Growth)
| ({
  kind: 'additive-jitter';
  jitterMs: number;
} & Growth)
| {
  kind: 'decorrelated-jitter';
  baseMs: number;
  capMs: number;
}
| {
  kind: 'uniform';
  minMs: number;
  maxMs: number;
};
export interface Growth {
  baseMs: number;
  factor?: number;
  capMs: number;
  firstExponent: 0 | 1;
}
export declare function backoffDelayMs(backoff: Backoff, retry: number, random: () => number, previousMs?: number): number;
export type Failure = {
  error: unknown;
} | {
  value: unknown;
};
export interface FailureFilter {
  readonly options: {
    errorFilter(error: unknown): boolean;
    resultFilter(result: unknown): boolean;
  };
}
export declare class BudgetCore {
  constructor(options: RetryBudgetOptions);
  get balance(): number;
  deposit(): void;
  withdraw(): boolean;
}
export declare class RetryBudget extends BudgetCore {
  constructor(options: RetryBudgetOptions);
}
export interface RetryBudgetOptions {
  ratio: number;
  floorPerWindow: number;
  windowMs: number;
  beyond?: {
    tryWithdraw(): boolean;
  } | undefined;
  clock?: Clock;
}
export interface BackoffContext extends RetryContext {
  result: Failure;
}
export interface BackoffFactory {
  next(context: BackoffContext): BackoffStep;
}
export interface BackoffStep extends BackoffFactory {
  readonly duration: number;
}
export interface RetryContext extends PolicyContext {
  attempt: number;
}
export interface RetryEvent {
  attempt: number;
  delayMs: number;
  hinted: boolean;
  failure: Failure;
}
export declare class RetryPolicy extends StandalonePolicy<RetryContext> {
  constructor(options: RetryPolicyOptions);
}
export interface RetryPolicyOptions {
  maxAttempts: number;
  backoff: Backoff | BackoffFactory;
  handle?: FailureFilter | ((error: unknown) => boolean);
  handleResult?: (value: unknown) => boolean;
  retryAfterMs?: (failure: Failure) => number | undefined;
  marginMs?: number;
  hintJitter?: Backoff;
  budget?: RetryBudget;
  charges?: (failure: Failure) => boolean;
  idempotent?: boolean;
  clock?: Clock;
  random?: Random;
  onRetry?: (event: RetryEvent) => void;
}
export declare abstract class StandalonePolicy<Context extends PolicyContext = PolicyContext> {
  readonly _altReturn: never;
  readonly onSuccess: PolicyEvent<PolicySuccess>;
  readonly onFailure: PolicyEvent<PolicyFailure>;
  constructor(clock?: Clock);
  execute<T>(fn: (context: Context) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
}
export declare class AttemptTimeout extends TimeLimit {
  constructor(options: AttemptTimeoutOptions);
}
export interface AttemptTimeoutOptions {
  timeoutMs: number;
  clock?: Clock;
}
export declare class Deadline extends TimeLimit {
  constructor(options: DeadlineOptions);
}
export interface DeadlineOptions {
  deadlineMs: number;
  clock?: Clock;
}
export declare abstract class TimeLimit extends StandalonePolicy {
  execute<T>(fn: (context: PolicyContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
}
export type Cancel = () => void;
export interface Clock {
  now(): number;
  setTimeout(fn: () => void, delayMs: number): Cancel;
}
export type Random = () => number;
export declare const systemClock: Clock;
export declare const systemRandom: Random;
