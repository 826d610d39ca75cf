import type {
  Backoff,
  BatchOptions,
  BodyPieces,
  CallOptions,
  CallOutcome,
  ClientOptions,
  CostedRequest,
  Estimator,
  EvenkeelError,
  LimitOptions,
  ManagedClient,
  Payloads,
  ResilienceEvent,
  ResultClass,
  RollingRatio,
  ThrottleSettings,
  TransportResponse,
} from './index.d.mts';
import type {
  ErrorObjective,
  LatencyObjective,
  Objective,
} from './slo.d.mts';
export {
  BodyPieces,
  CallOptions,
  ClientOptions,
  CostedRequest,
  Estimator,
  LimitOptions,
  ManagedClient,
  ResultClass,
  ThrottleSettings,
} from './index.d.mts';
export {
  profile as neroxProfile,
} from './nerox.d.mts';
export {
  profile as neuraProfile,
} from './neura.d.mts';
export {
  profile as nimbusProfile,
} from './nimbus.d.mts';
export type PriorityShares = Readonly<Record<number, number>>;
export interface JobEnd {
  outcome: CallOutcome;
  durationMs: number;
  error?: Pick<EvenkeelError, 'code' | 'message'> | undefined;
}
export interface ResponseRules {
  rules: readonly Rule[];
  shouldRetry: ShouldRetry | null;
}
export declare function classifyResponse({ rules, shouldRetry }: ResponseRules, response: HintedResponse, memory: ResponseMemory): Classification;
export interface ApiAnswer<B = unknown> {
  status: number;
  headers: Readonly<Record<string, string>>;
  requestId: string | undefined;
  body: B;
}
export declare abstract class ContractCaller {
  readonly settings: ClientSettings;
  constructor(contract: ProviderContract, options: ClientOptions);
  call<R>(operation: string, payload: unknown, decode: (body: unknown) => R, request?: CallRequest<R>): Promise<R>;
  redact(text: string): string;
}
export declare class ContractClient extends ManagedCaller {
  constructor(contract: ProviderContract, options: ClientOptions);
  request(operation: string, payload?: unknown, request?: CallRequest<ApiAnswer>): Promise<ApiAnswer>;
}
export declare class EventStreamClient extends ContractClient {
  get canStream(): boolean;
  events(operation: string, request: EventsRequest): Promise<AsyncIterable<ServerSentEvent>>;
}
export declare class ManagedCaller extends ContractCaller implements ManagedClient {
  readonly emit: ((event: ProviderEvent) => void) | undefined;
  constructor(contract: ProviderContract, options: ClientOptions);
  ready(networks?: readonly string[]): Promise<void>;
  stream<P, R>(operation: string, payloads: Payloads<P>, decode: (body: unknown) => R, options?: BatchOptions): AsyncGenerator<PromiseSettledResult<R>, void, undefined>;
  pause(): Promise<void>;
  resume(): void;
  setLimits({ ceiling, window }: LimitOptions): void;
  close({ signal }?: {
    signal?: AbortSignal;
  }): Promise<void>;
}
export interface CallRequest<R> extends CallOptions {
  params?: Readonly<Record<string, string>>;
  uncounted?: boolean;
  until?: Promise<JobEnd>;
  headers?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  decodePayment?: (body: unknown) => R;
}
export interface EventsRequest extends Pick<CallRequest<never>, 'params' | 'callId'> {
  lastEventId?: string;
  signal: AbortSignal;
}
export declare const eventsIn: (body: BodyPieces) => AsyncGenerator<ServerSentEvent, void, undefined>;
export interface SentPayload {
  none: undefined;
  json: unknown;
  text: string;
  bytes: Uint8Array | ArrayBuffer;
  form: URLSearchParams | Readonly<Record<string, unknown>>;
  multipart: FormData;
  stream: BodyPieces | (() => BodyPieces);
}
export interface Authentication {
  header: string;
  scheme: string;
  keyEnv: string;
  keyPrefix: string;
  constant: Readonly<Record<string, string>>;
}
export interface Backend {
  breaker: {
    timeoutMs: number;
    errorRatio: number;
    minimumCalls: number;
    window: {
      sizeMs: number;
      buckets: number;
    };
    resetMs: number;
  };
  retries: {
    max: number;
    backoff: Backoff;
  };
}
export interface Billing<T extends string = string> {
  unit: 'gpu-second';
  from: 'job-started';
  to: 'job-ended';
  period: 'month';
  included: Record<T, number>;
  overageUsd: number;
}
export interface GuideMetrics {
  enabledBy: string;
  jobDuration: string;
  jobErrors: string;
  rateLimitHits: string;
}
export interface Budget {
  unit: string;
  max: number;
  periodMs: number;
  name?: string;
}
export declare class ContractError extends Error {
  readonly name = "ContractError";
  readonly code = "EVK_CONTRACT_INVALID";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]);
}
export interface ProviderContract<T extends string = string, O extends string = string> {
  schema: 2;
  name: string;
  title: string;
  authentication: Authentication | null;
  networks: readonly string[];
  tiers: Record<T, Tier>;
  defaultTier: NoInfer<T>;
  operations: Record<O, Operation | OperationAlias<NoInfer<O>>>;
  hints: readonly Hint[];
  learnt?: Readonly<Record<string, readonly Scope[]>>;
  rules: readonly Rule[];
  requestIdHeaders: readonly string[];
  shouldRetry: ShouldRetry | null;
  retry: RetrySettings;
  throttle: ThrottleSettings | null;
  breaker: BreakerSettings;
  backend?: Backend;
  billing?: Billing<NoInfer<T>>;
  guideMetrics?: GuideMetrics;
  objectives: readonly (Objective & {
    operations: readonly NoInfer<O>[];
  })[];
  ours: readonly string[];
}
export interface Tier {
  asOf?: string;
  limits: readonly Limit[];
  pool: {
    connections: number;
    keepAlive: number;
  };
}
export declare function wireOperation(contract: ProviderContract, name: string): Operation;
export declare function estimateOf(source: CostSource, request: CostedRequest, own?: Readonly<Record<string, Estimator>>): number;
export type Cost = number | EstimatedCost;
export type CostReport = {
  header: string;
} | {
  body: string;
} | {
  lastEvent: string;
};
export type CostSource = number | {
  request: string;
  otherwise: number;
} | {
  estimator: string;
};
export interface EstimatedCost {
  estimate: CostSource;
  settled?: CostReport;
}
export declare function defineProvider<T extends string, O extends string>(definition: ProviderDefinition<T, O> | ProviderContract<T, O>): ProviderContract<T, O>;
export type HintDefinition = HintPlace & Short<Omit<Hint, 'header' | 'body'>, 'unit' | 'sentOn' | 'obeyedOn'>;
export type LimitDefinition = Short<WindowLimit, Exclude<keyof RateBase, 'amount'> | 'starts'> | Short<CalendarLimit, Exclude<keyof RateBase, 'amount'> | 'zone'> | Short<BucketLimit, Exclude<keyof RateBase, 'amount'>> | Short<ConcurrencyLimit, Exclude<keyof LimitBase, 'amount'> | 'of' | 'retryAfterMs'>;
export type ObjectiveDefinition<O extends string> = (Short<ErrorObjective, 'name' | 'operations' | 'objective' | 'bad' | 'excluded' | 'minSamples' | 'alert'> & {
  operations?: readonly NoInfer<O>[];
}) | (Short<LatencyObjective, 'name' | 'operations' | 'objective' | 'of' | 'outcomes' | 'minSamples' | 'alert'> & {
  operations?: readonly NoInfer<O>[];
});
export type OperationDefaults = Partial<Omit<Operation, 'method' | 'path' | 'group'>>;
export type OperationDefinition = Short<Operation, 'group' | 'permissions' | 'costs' | 'sends' | 'returns' | 'idempotency' | 'attemptTimeoutMs' | 'deadlineMs' | 'emulate'>;
export interface ProviderDefinition<T extends string = string, O extends string = string> {
  schema?: 2;
  name: string;
  title?: string;
  authentication?: Partial<Authentication> | null;
  networks?: readonly string[];
  limits?: readonly LimitDefinition[];
  tiers?: Record<T, TierDefinition>;
  defaultTier?: NoInfer<T>;
  operations?: Record<O, OperationDefinition | OperationAlias<NoInfer<O>>>;
  operationDefaults?: OperationDefaults;
  hints?: readonly (HintDefinition | 'defaults')[];
  learnt?: ProviderContract['learnt'];
  rules?: readonly (Rule | 'defaults')[];
  requestIdHeaders?: readonly string[];
  shouldRetry?: ShouldRetry | null;
  retry?: Partial<RetrySettings>;
  throttle?: ThrottleSettings | null;
  breaker?: Partial<BreakerSettings>;
  backend?: Backend;
  billing?: Billing<NoInfer<T>>;
  guideMetrics?: GuideMetrics;
  objectives?: readonly ObjectiveDefinition<O>[];
  ours?: readonly string[];
}
export type Short<L, K extends keyof L> = Omit<L, K> & Partial<Pick<L, K>>;
export interface TierDefinition extends Partial<Pick<Tier, 'asOf' | 'pool'>> {
  limits?: readonly LimitDefinition[];
}
export interface BucketLimit extends RateBase {
  kind: 'bucket';
  refillPerSecond: number;
}
export interface CalendarLimit extends RateBase {
  kind: 'calendar';
  period: 'day' | 'month';
  zone: string;
}
export interface ConcurrencyLimit extends LimitBase {
  kind: 'concurrency';
  of: 'attempt' | 'job';
  retryAfterMs: number;
}
export type Limit = RateLimit | ConcurrencyLimit;
export interface LimitBase {
  name: string;
  unit: string;
  amount: number;
  scope: readonly Scope[];
}
export interface RateBase extends LimitBase {
  counts: 'admitted' | 'every-response';
  penaltyMs: number;
}
export type RateLimit = WindowLimit | CalendarLimit | BucketLimit;
export type Scope = 'credential' | 'network' | 'group' | {
  param: string;
} | {
  request: string;
} | {
  told: string;
};
export interface WindowLimit extends RateBase {
  kind: 'window';
  windowMs: number;
  starts: 'first-request' | 'aligned' | 'rolling';
}
export declare const concurrencyOf: ({ limits }: {
  limits: readonly Limit[];
}) => ConcurrencyLimit | undefined;
export declare const furtherConcurrencyOf: (tier: {
  limits: readonly Limit[];
}) => ConcurrencyLimit[];
export declare const isConcurrency: (limit: Limit) => limit is ConcurrencyLimit;
export declare const isRate: (limit: Limit) => limit is RateLimit;
export declare const ratesOf: ({ limits }: {
  limits: readonly Limit[];
}) => RateLimit[];
export interface Emulated {
  latencyMedianMs: number;
  latencySigma: number;
  costs?: Readonly<Record<string, CostSource>>;
}
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
export interface Operation {
  method: Method;
  path: string;
  group: string;
  permissions: readonly string[];
  costs: Readonly<Record<string, Cost>>;
  sends: RequestBody;
  returns: ResponseBody;
  cache?: {
    ttlMs: number;
    minIntervalMs: number;
  };
  idempotency: 'safe' | 'key' | 'none';
  attemptTimeoutMs: number;
  deadlineMs: number;
  settleAfterMs?: number;
  emulate: Emulated;
}
export interface OperationAlias<O extends string = string> {
  via: O;
}
export type RequestBody = 'none' | 'json' | 'text' | 'bytes' | 'form' | 'multipart' | 'stream';
export type ResponseBody = 'none' | 'json' | 'text' | 'bytes' | 'stream' | 'events';
export type BodyMatch = {
  path: string;
} & FieldMatch;
export interface Classification {
  class: ResultClass;
  retry: boolean;
  backoff?: Backoff;
  pauseMs?: number;
}
export interface FailureRule extends Classification {
  failure: TransportFailure;
}
export type FieldMatch = {
  equals: Scalar | readonly Scalar[];
} | {
  contains: string;
} | {
  exists: boolean;
}
| {
  unchanged: true;
};
export type HeaderMatch = {
  name: string;
} & ({
  equals: string | readonly string[];
} | {
  contains: string;
} | {
  exists: boolean;
});
export declare class ResponseMemory {
  unchanged(rule: Rule, value: Scalar): boolean;
}
export interface ResponseRule extends Classification {
  status: StatusMatch;
  header?: HeaderMatch;
  body?: BodyMatch;
}
export type Rule = ResponseRule | FailureRule;
export interface ShouldRetry {
  header: string;
  yes: string;
  no: string;
}
export type StatusMatch = number | readonly [number, number];
export type TransportFailure = 'network' | 'timeout';
export interface ClientSettings {
  provider: string;
  title: string;
  tier: string;
  authentication: Authentication | null;
  ceiling: number | null;
  ceilingName: string;
  perJob: boolean;
  rates: readonly RateSettings[];
  networks: readonly string[];
  pool: {
    connections: number;
    keepAlive: number;
  };
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  requestIdHeaders: readonly string[];
  shouldRetry: ShouldRetry | null;
  retry: RetrySettings;
  throttle: ThrottleSettings | null;
  breaker: BreakerSettings;
}
export interface OperationSettings extends Pick<Operation, 'method' | 'path' | 'group' | 'permissions' | 'sends' | 'returns' | 'attemptTimeoutMs' | 'deadlineMs' | 'settleAfterMs'> {
  cache: {
    ttlMs: number;
    minIntervalMs: number;
  } | null;
  repeatable: boolean;
  needsKey: boolean;
  costs: Readonly<Record<string, Cost>>;
  takesSlot: boolean;
}
export interface RateSettings {
  name: string;
  unit: string;
  limit: number;
  windowMs: number;
  learnt: boolean;
  observable: boolean;
  told: boolean;
  refusalsAreFree: boolean;
  refillPerSecond: number | null;
  calendar: Pick<CalendarLimit, 'period' | 'zone'> | null;
  perNetwork: boolean;
  perGroup: boolean;
  splits?: readonly Extract<Scope, object>[];
  own?: true;
  inFlight?: true;
}
export declare function resolveClientSettings(contract: ProviderContract, tierName: string, budgets?: readonly RateSettings[]): ClientSettings;
export declare function windowMs(limit: RateLimit): number;
export declare function validateContract(contract: unknown): asserts contract is ProviderContract;
export type ProviderEvent = Extract<ResilienceEvent, {
  type: 'job-started' | 'job-ended' | 'budget-exceeded';
}> extends infer E ? E extends ResilienceEvent ? Omit<E, 'provider'> : never : never;
export declare const attemptHeader = "evenkeel-attempt";
export declare const callIdHeader = "evenkeel-call-id";
export declare const idempotencyKeyHeader = "idempotency-key";
export type PathStep = {
  name: string;
} | {
  at: number;
} | {
  where: string;
  is: string;
} | {
  where: string;
  holds: string;
};
export type Scalar = string | number | boolean;
export declare function parseBodyPath(text: string): readonly PathStep[] | undefined;
export declare function scalarAt(value: unknown, path: string): Scalar | undefined;
export interface ServerSentEvent {
  id: string;
  event: string;
  data: string;
}
export type Hint = HintPlace & {
  means: HintMeaning;
  format: HintFormat;
  unit: string;
  policies?: readonly string[];
  sentOn: 'all' | 'refusals';
  obeyedOn: readonly ObeyedOn[];
  untold?: readonly (string | number)[];
  atLeastMs?: number;
  renews?: 'all' | 'some';
};
export type HintFormat =
'integer'
| 'decimal'
| 'seconds' | 'milliseconds'
| 'duration'
| 'unix-s' | 'unix-ms' | 'rfc3339' | 'http-date'
| 'retry-after'
| 'used/limit'
| 'ratelimit';
export type HintMeaning =
'wait'
| 'reset'
| 'remaining' | 'used' | 'limit'
| 'window-length'
| 'restore-rate';
export type HintPlace = {
  header: string;
  body?: never;
} | {
  body: string;
  header?: never;
};
export type ObeyedOn = 'throttled' | 'overloaded' | 'quota' | 'nothing-left' | 'any' | number;
export interface HintedResponse extends Pick<TransportResponse, 'status' | 'header'> {
  json(): unknown;
}
export interface BreakerSettings extends RollingRatio {
  openMs: number;
  probes: number;
  counts: readonly ('throttled' | 'overloaded' | 'transient' | 'relayed' | 'permanent')[];
}
export interface BudgetSettings {
  ratio: number;
  floorPerWindow: number;
  windowMs: number;
  charges: readonly ('throttled' | 'overloaded' | 'transient' | 'relayed')[];
}
export interface RetrySettings {
  maxAttempts: number;
  backoff: Backoff;
  hintJitter: Backoff;
  hintMarginMs: number;
  maxHintMs: number;
  budget: BudgetSettings | null;
}
export declare const contracts: readonly ProviderContract[];
export declare function endOfPeriod(atMs: number, period: 'day' | 'month', zone: string): number;
