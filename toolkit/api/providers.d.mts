import type {
  Backoff,
  BatchOptions,
  CallOptions,
  CallOutcome,
  ClientOptions,
  EvenkeelError,
  LimitOptions,
  ManagedClient,
  Payloads,
  ResilienceEvent,
  Resource,
  ResultClass,
  RollingRatio,
  ThrottleSettings,
} from './index.d.mts';
import type {
  Objective,
} from './slo.d.mts';
export {
  CallOptions,
  ClientOptions,
  LimitOptions,
  ManagedClient,
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
export interface JobEnd {
  outcome: CallOutcome;
  durationMs: number;
  error?: Pick<EvenkeelError, 'code' | 'message'> | undefined;
}
export declare abstract class ContractCaller {
  readonly settings: ClientSettings;
  constructor(contract: ProviderContract, options: ClientOptions);
  call<R>(operation: string, payload: unknown, decode: (body: unknown) => R, request?: CallRequest<R>): Promise<R>;
  redact(text: string): string;
}
export declare class ContractClient extends ContractCaller implements ManagedClient {
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
export declare class EventStreamClient extends ContractClient {
  get canStream(): boolean;
  events(operation: string, request: EventsRequest): Promise<AsyncIterable<ServerSentEvent>>;
}
export interface CallRequest<R> extends CallOptions {
  params?: Readonly<Record<string, string>>;
  uncounted?: boolean;
  until?: Promise<JobEnd>;
  query?: Readonly<Record<string, string>>;
  decodePayment?: (body: unknown) => R;
}
export interface EventsRequest extends Pick<CallRequest<never>, 'params' | 'callId'> {
  lastEventId?: string;
  signal: AbortSignal;
}
export declare class ContractError extends Error {
  readonly name = "ContractError";
  readonly code = "EVK_CONTRACT_INVALID";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]);
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
export interface Ceiling {
  max: number;
  unit: 'attempt' | 'job';
  scope: 'key';
  retryAfterMs: number;
}
export interface GuideMetrics {
  enabledBy: string;
  jobDuration: string;
  jobErrors: string;
  rateLimitHits: string;
}
export interface Operation {
  method: 'GET' | 'POST';
  path: string;
  routeGroup?: string;
  scopes?: readonly string[];
  takes?: readonly Resource[];
  cache?: {
    ttlMs: number;
    minIntervalMs: number;
  };
  idempotency: 'safe' | 'key' | 'none';
  attemptTimeoutMs: number;
  deadlineMs: number;
  emulate: {
    latencyMedianMs: number;
    latencySigma: number;
  };
}
export interface OperationAlias<O extends string = string> {
  via: O;
}
export interface ProviderContract<T extends string = string, O extends string = string> {
  schema: 1;
  name: string;
  title: string;
  keyEnv: string;
  keyPrefix: string;
  networks?: readonly string[];
  tiers: Record<T, Tier>;
  defaultTier: NoInfer<T>;
  operations: Record<O, Operation | OperationAlias<NoInfer<O>>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  throttle?: ThrottleSettings;
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
  ceiling: Ceiling | null;
  windows: readonly Window[];
  pool: {
    connections: number;
    keepAlive: number;
  };
}
export interface Window {
  resource: Resource;
  limit: number;
  windowMs: number;
  starts: 'first-hit' | 'aligned' | 'sliding';
  counts: 'every-response' | 'admitted';
  scope: readonly ('key' | 'agent' | 'network' | 'route-group')[];
  penaltyMs: number;
}
export declare function wireOperation(contract: ProviderContract, name: string): Operation;
export declare function defineProvider<T extends string, O extends string>(contract: ProviderContract<T, O>): ProviderContract<T, O>;
export type BodyMatch = {
  path: string;
  is: 'equal';
  value: string | number | boolean;
}
| {
  path: string;
  is: 'unchanged';
};
export interface Classification {
  class: ResultClass;
  retry: boolean;
  backoff?: Backoff;
}
export interface FailureRule extends Classification {
  failure: TransportFailure;
}
export type Rule = StatusRule | FailureRule;
export interface StatusRule extends Classification {
  status: number | readonly [number, number];
  body?: BodyMatch;
}
export type TransportFailure = 'network' | 'timeout';
export interface ClientSettings {
  provider: string;
  tier: string;
  ceiling: number | null;
  perJob: boolean;
  window: WindowSettings | null;
  networks: readonly string[];
  pool: {
    connections: number;
    keepAlive: number;
  };
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  throttle: ThrottleSettings | null;
  breaker: BreakerSettings;
}
export interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  routeGroup: string;
  cache: {
    ttlMs: number;
    minIntervalMs: number;
  } | null;
  repeatable: boolean;
  needsKey: boolean;
  counted: boolean;
  takesSlot: boolean;
  scopes: readonly string[];
  attemptTimeoutMs: number;
  deadlineMs: number;
}
export interface WindowSettings {
  resource: Resource;
  limit: number;
  windowMs: number;
  observable: boolean;
  perNetwork: boolean;
  perRouteGroup: boolean;
}
export declare function resolveClientSettings(contract: ProviderContract, tierName: string): ClientSettings;
export declare function validateContract(contract: unknown): asserts contract is ProviderContract;
export type ProviderEvent = Extract<ResilienceEvent, {
  type: 'job-started' | 'job-ended' | 'budget-exceeded';
}> extends infer E ? E extends ResilienceEvent ? Omit<E, 'provider'> : never : never;
export declare const attemptHeader = "evenkeel-attempt";
export declare const callIdHeader = "evenkeel-call-id";
export declare const idempotencyKeyHeader = "idempotency-key";
export interface ServerSentEvent {
  id: string;
  event: string;
  data: string;
}
export interface Hint {
  in: 'header' | 'body';
  name: string;
  resource: Resource;
  means: 'limit' | 'remaining' | 'retry-after' | 'reset';
  format: 'integer' | 'delta-s' | 'delta-ms' | 'unix-s' | 'retry-after' | 'ietf-ratelimit';
  sentOn: 'all' | '429';
  actsOn: '429' | '429-or-zero-remaining' | 'never';
}
export interface BreakerSettings extends RollingRatio {
  openMs: number;
  probes: number;
  counts: readonly ('throttled' | 'transient' | 'relayed' | 'permanent')[];
}
export interface BudgetSettings {
  ratio: number;
  floorPerWindow: number;
  windowMs: number;
  charges: readonly ('throttled' | 'transient' | 'relayed')[];
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
