import "cockatiel";
import { Registry } from "prom-client";
/** Names of all metrics, in one place. Base units; counters end in `_total`. */
declare const metricNames: {
  readonly callDuration: 'evenkeel_call_duration_seconds';
  readonly attemptDuration: 'evenkeel_attempt_duration_seconds';
  readonly errors: 'evenkeel_errors_total';
  readonly rateLimitHits: 'evenkeel_rate_limit_hits_total';
  readonly retries: 'evenkeel_retries_total';
  readonly retriesExhausted: 'evenkeel_retries_exhausted_total';
  readonly retryBudgetBalance: 'evenkeel_retry_budget_balance';
  readonly hintsIgnored: 'evenkeel_hints_ignored_total';
  readonly wait: 'evenkeel_wait_seconds';
  readonly breakerState: 'evenkeel_breaker_state';
  readonly breakerTransitions: 'evenkeel_breaker_transitions_total';
  readonly bulkheadInFlight: 'evenkeel_bulkhead_in_flight';
  readonly bulkheadQueued: 'evenkeel_bulkhead_queued';
  readonly bulkheadLimit: 'evenkeel_bulkhead_limit';
  readonly limit: 'evenkeel_limit';
  readonly limitRemaining: 'evenkeel_limit_remaining';
  readonly gpuSecondsBilled: 'evenkeel_gpu_seconds_billed_total';
  readonly gpuSecondsSaved: 'evenkeel_gpu_seconds_saved_total';
  readonly coordinationDegraded: 'evenkeel_coordination_degraded';
  readonly coordinationRoundTrip: 'evenkeel_coordination_round_trip_seconds';
  readonly faultActive: 'evenkeel_fault_active';
  readonly mockBreakerState: 'evenkeel_mock_breaker_state';
  readonly sloObjectiveRatio: 'evenkeel_slo_objective_ratio';
  readonly sloLatencyThreshold: 'evenkeel_slo_latency_threshold_seconds';
};
/** Label values that are bounded by design, so that every series exists at 0 before its first event. */
declare const labelValues: {
  readonly outcome: readonly ['ok', 'error', 'rejected', 'cancelled'];
  readonly kind: readonly ['first', 'retry'];
  readonly result: readonly ['ok', 'throttled', 'transient', 'relayed', 'permanent', 'payment', 'cancelled'];
  readonly source: readonly ['upstream', 'local'];
  readonly cause: readonly ['backoff', 'gate', 'rate', 'bulkhead'];
  readonly state: readonly ['closed', 'open', 'half-open', 'isolated'];
  readonly store: readonly ['memory', 'redis'];
};
/**
 * Seconds. A contract's latency thresholds are merged in, since a histogram
 * can answer "how many were slower" exactly only at a boundary.
 */
declare const durationBucketsSeconds: readonly [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120];
/** Seconds. Waits for a window, a penalty or a deadline go far beyond a request's duration. */
declare const waitBucketsSeconds: readonly [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** What grows with each retry; n counts from `firstExponent`. */
interface Growing {
  baseMs: number;
  /** At least 1. Default 2. */
  factor?: number;
  capMs: number;
  firstExponent: 0 | 1;
}
/** How long to wait before the next attempt. Durations in milliseconds. */
type Backoff =
/** uniform(0, min(base * factor^n, cap)); AWS Architecture Blog, "Exponential Backoff And Jitter", 2015. */
({
  kind: 'full-jitter';
} & Growing) |
/** min(base * factor^n + uniform(0, jitter), cap). */
({
  kind: 'additive-jitter';
  jitterMs: number;
} & Growing) |
/** min(uniform(base, previous delay * 3), cap), where the first previous delay is base; of the same article. */
{
  kind: 'decorrelated-jitter';
  baseMs: number;
  capMs: number;
} |
/** uniform(min, max). */
{
  kind: 'uniform';
  minMs: number;
  maxMs: number;
};
/**
 * What an attempt's end says about the upstream. `relayed`: the API is up, and passes on the failure of an upstream of
 * its own, which it has retried already. `payment`: it asks for money first, which is an answer and no failure.
 */
type ResultClass = 'ok' | 'throttled' | 'transient' | 'relayed' | 'permanent' | 'payment';
/** How one trip over the wire went wrong before there was a status. */
type TransportFailure = 'network' | 'timeout';
/** What a rule decides. */
interface Classification {
  class: ResultClass;
  retry: boolean;
  /** Instead of the contract's own backoff. */
  backoff?: Backoff;
}
/** Matches a field of a JSON body. */
type BodyMatch = {
  path: string;
  is: 'equal';
  value: string | number | boolean;
} |
/** The field is the same as in the response before that this rule's status and path fitted, of whatever call. */
{
  path: string;
  is: 'unchanged';
};
/** Matches a status, or a range of them with both ends included; and a field of the body, where one is named. */
interface StatusRule extends Classification {
  status: number | readonly [number, number];
  body?: BodyMatch;
}
/** Matches an attempt that got no response. */
interface FailureRule extends Classification {
  failure: TransportFailure;
}
/** The first rule that matches decides; what none matches is permanent and not retried. */
type Rule = StatusRule | FailureRule;
/** How a call ended, as its caller sees it. The four are never merged. */
type CallOutcome = 'ok' | 'error' | 'rejected' | 'cancelled';
/**
 * Every way a call can fail, by a code that never changes: with the outcome it
 * counts as, and what an operator can do about it.
 */
declare const codes: {
  readonly EVK_CANCELLED: {
    readonly outcome: 'cancelled';
    readonly advice: 'The caller cancelled it; nothing needs to be done.';
  };
  readonly EVK_CIRCUIT_OPEN: {
    readonly outcome: 'rejected';
    readonly advice: 'Most recent attempts failed; wait for the upstream to recover and call again after retryAfterMs.';
  };
  readonly EVK_CIRCUIT_ISOLATED: {
    readonly outcome: 'rejected';
    readonly advice: 'It stays so until close() is called, or who isolated it disposes of the isolation.';
  };
  readonly EVK_BULKHEAD_FULL: {
    readonly outcome: 'rejected';
    readonly advice: 'More calls wait than maxQueued allows; send fewer at once, or raise maxQueued.';
  };
  readonly EVK_GATE_CLOSED: {
    readonly outcome: 'rejected';
    readonly advice: 'The server told all callers to pause beyond this deadline; call again after retryAfterMs.';
  };
  readonly EVK_RATE_LIMITED: {
    readonly outcome: 'rejected';
    readonly advice: 'More calls came than the rate limit lets through; send fewer, or call again after retryAfterMs.';
  };
  readonly EVK_THROTTLED_LOCALLY: {
    readonly outcome: 'rejected';
    readonly advice: 'The upstream accepts too few calls of late, so some are not sent; wait for it to recover, or send fewer.';
  };
  readonly EVK_QUEUE_TIMEOUT: {
    readonly outcome: 'rejected';
    readonly advice: 'It waited in this client until then; send fewer calls, or look at what they wait for.';
  };
  readonly EVK_PAYMENT_REQUIRED: {
    readonly outcome: 'rejected';
    readonly advice: 'Settle its invoice, or allow payments up to its amount.';
  };
  readonly EVK_KEY_UNAVAILABLE: {
    readonly outcome: 'rejected';
    readonly advice: 'Look at what gets it: its error is the cause.';
  };
  readonly EVK_SCOPE_MISSING: {
    readonly outcome: 'rejected';
    readonly advice: 'Use a key that has it, or leave out what needs it.';
  };
  readonly EVK_BUDGET_EXCEEDED: {
    readonly outcome: 'rejected';
    readonly advice: 'Wait for the jobs that run or for the next period, or raise the budget.';
  };
  readonly EVK_USAGE_UNAVAILABLE: {
    readonly outcome: 'rejected';
    readonly advice: 'Its error is the cause; call again when it can be had, or allow jobs without it.';
  };
  readonly EVK_SUBMISSION_UNLOGGED: {
    readonly outcome: 'rejected';
    readonly advice: 'Look at the submission log: its error is the cause.';
  };
  readonly EVK_JOB_NOT_ENDED: {
    readonly outcome: 'rejected';
    readonly advice: 'Wait for it before.';
  };
  readonly EVK_CLIENT_CLOSED: {
    readonly outcome: 'rejected';
    readonly advice: 'The client was closed; create a new one.';
  };
  readonly EVK_PAYLOAD_INVALID: {
    readonly outcome: 'rejected';
    readonly advice: 'The payload cannot be written as JSON; mend it.';
  };
  readonly EVK_PAYLOADS_FAILED: {
    readonly outcome: 'rejected';
    readonly advice: 'Mend the iterable; its error is the cause.';
  };
  readonly EVK_DEADLINE_EXCEEDED: {
    readonly outcome: 'error';
    readonly advice: 'Attempts, retries and waits took longer than the deadline; look at the upstream, or raise deadlineMs.';
  };
  readonly EVK_ATTEMPT_TIMEOUT: {
    readonly outcome: 'error';
    readonly advice: 'The upstream did not answer within attemptTimeoutMs; look at its latency.';
  };
  readonly EVK_NETWORK: {
    readonly outcome: 'error';
    readonly advice: 'The connection could not be made or was lost; check baseUrl and whether the upstream is up.';
  };
  readonly EVK_THROTTLED: {
    readonly outcome: 'error';
    readonly advice: 'The server refused with 429 until no attempt was left; check the tier, or who else uses the key.';
  };
  readonly EVK_UPSTREAM_ERROR: {
    readonly outcome: 'error';
    readonly advice: 'The upstream failed; read its message and look at its status.';
  };
  readonly EVK_UPSTREAM_REFUSED: {
    readonly outcome: 'error';
    readonly advice: 'The upstream refused the request for what it says; mend the request or the key.';
  };
  readonly EVK_JOB_FAILED: {
    readonly outcome: 'error';
    readonly advice: 'It is not tried again: read why, and mend its input.';
  };
  readonly EVK_JOB_LEFT: {
    readonly outcome: 'cancelled';
    readonly advice: 'It may be running, and is billed then: look for it by its id, or its idempotency key, and cancel it.';
  };
  readonly EVK_JOB_TIMEOUT: {
    readonly outcome: 'error';
    readonly advice: 'Allow more time, or see how long jobs wait in the queue and how long they run.';
  };
  readonly EVK_RESPONSE_INVALID: {
    readonly outcome: 'error';
    readonly advice: 'The upstream answered with a body that cannot be read.';
  };
};
type ErrorCode = keyof typeof codes;
type Resource = 'requests' | 'tokens' | 'jobs';
/**
 * What a response says about the limits, and how: the client parses it, the
 * mock server renders it. Their order in a contract is their precedence.
 */
interface Hint {
  in: 'header' | 'body';
  /** A header's name in lower case, or a dotted path into a JSON body. */
  name: string;
  resource: Resource;
  means: 'limit' | 'remaining' | 'retry-after' | 'reset';
  /**
   * `ietf-ratelimit`: a field of draft-ietf-httpapi-ratelimit-headers. `remaining` and `reset` are read from
   * `RateLimit`, `limit` from `RateLimit-Policy`.
   */
  format: 'integer' | 'delta-s' | 'delta-ms' | 'unix-s' | 'retry-after' | 'ietf-ratelimit';
  sentOn: 'all' | '429';
  /** When a client must obey it. A hint that does not act is only shown. */
  actsOn: '429' | '429-or-zero-remaining' | 'never';
}
/** Undoes what was scheduled; calling it twice, or late, does nothing. */
type Cancel = () => void;
/** Time as an argument, so that tests run on a clock of their own. */
interface Clock {
  /** Milliseconds since the epoch, with fractions; never goes back. */
  now(): number;
  /** Calls `fn` once, `delayMs` from now; a delay at or below 0 means the next turn of the event loop. */
  setTimeout(fn: () => void, delayMs: number): Cancel;
}
type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';
interface RollingRatio {
  /** Attempts older than `sizeMs` are forgotten, a bucket at a time. */
  window: {
    sizeMs: number;
    buckets: number;
  };
  /** Below this many attempts in the window it never opens. */
  minimumCalls: number;
  errorRatio: number;
  compare: '>' | '>=';
  /** Opens for slow answers, too. Default: they are as good as fast ones. */
  slowCall?: SlowCall;
}
interface SlowCall {
  /** A success that took longer than this is slow. */
  durationMs: number;
  /** The share of slow successes among all attempts that opens the circuit, in [0, 1], by the same `compare`. */
  ratio: number;
}
/** When a circuit breaker opens and how it recovers. */
interface BreakerSettings extends RollingRatio {
  openMs: number;
  /** Attempts let through while half-open; each must succeed. */
  probes: number;
  /** The classes of result that count as failures; any other shows an upstream that works. */
  counts: readonly ('throttled' | 'transient' | 'relayed' | 'permanent')[];
}
type WaitCause = 'backoff' | 'gate' | 'rate' | 'bulkhead';
/** An attempt's class, or `cancelled` where its caller did not wait for the end. */
type AttemptClass = ResultClass | 'cancelled';
interface CallFields {
  operation: string;
  callId: string;
}
/** What the policies report. Durations and instants in milliseconds. */
type ResilienceEvent = {
  provider: string;
} & ({
  type: 'client-opened' | 'client-closed';
  tier: string;
  ceiling: number | null;
  limits: readonly ResourceLimit[];
} | {
  type: 'limits-changed';
  ceiling: {
    from: number | null;
    to: number | null;
  };
  limits: readonly ResourceLimit[];
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
  /** What went wrong, with the upstream's own words: for operators, and never for a label. */
  message?: string | undefined;
}) | (CallFields & {
  type: 'retry-scheduled';
  attempt: number;
  delayMs: number;
  reason: ResultClass;
  hinted: boolean;
  /** What went wrong, with the upstream's own words: for operators, and never for a label. */
  message?: string;
}) | (CallFields & {
  type: 'retries-exhausted';
  reason: ResultClass;
  by: 'attempts' | 'budget';
}) |
/** A window without a call or a retry brings the balance to the floor; nothing is reported then. */
{
  type: 'retry-budget';
  balance: number;
  floor: number;
  windowMs: number;
} | (CallFields & {
  type: 'wait-started';
  cause: WaitCause;
}) | (CallFields & {
  type: 'wait-ended';
  cause: WaitCause;
  durationMs: number;
}) | (CallFields & {
  type: 'rate-limited';
  source: 'upstream' | 'local';
}) | (CallFields & {
  type: 'gate-closed';
  forMs: number;
}) |
/** Another process was told to pause what the API counts and blocks together, so this one pauses, too. */
{
  type: 'pause-shared';
  partition: string;
  forMs: number;
} |
/** Whether the store of what processes share answers; while it does not, each goes on with its fair share. */
{
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
  /** As the API says: from its start to its end. */
  durationMs: number;
  billedGpuMs: number;
  /** Of what it was going to take, what was not, since it was ended on purpose. */
  savedGpuMs: number;
  /** Why it did not end well: the API's code, or ours. */
  reason: string | undefined;
}) |
/** A job would take more than a budget leaves. */
{
  type: 'budget-exceeded';
  budget: 'run' | 'period';
  limitGpuMs: number;
  committedGpuMs: number;
  action: 'refused' | 'warned' | 'allowed';
} | {
  type: 'limit-remaining';
  resource: Resource;
  remaining: number;
} | {
  type: 'hint-ignored';
  name: string;
} | {
  type: 'breaker-changed';
  upstream: string;
  from: CircuitStateName;
  to: CircuitStateName;
});
interface ResourceLimit {
  resource: Resource;
  limit: number;
}
type EventSink = (event: ResilienceEvent) => void;
/** What is used of a Pino logger; any logger with these will do. */
interface EventLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
/** Logs every event by its type, with the event's own fields. They hold no key, no header and no body. */
declare function createLogSink(logger: EventLogger): EventSink;
/** When and how much it refuses. */
interface ThrottleSettings {
  /** How many requests it lets through for each that was accepted; above 1. Default 2. */
  k?: number;
  /** Requests older than this are forgotten, a tenth at a time. At least as long as the slowest call. Default 120,000. */
  windowMs?: number;
  /** Below this many requests in the window it refuses nothing. Default 100. */
  minimumRequests?: number;
}
interface RetrySettings {
  /** All attempts of a call, the first included. */
  maxAttempts: number;
  backoff: Backoff;
  /** Jitter on top of a server's hint, by the API's own formula. */
  hintJitter: Backoff;
  /** Waited on top of a hint, since timers may fire early and clocks differ. */
  hintMarginMs: number;
  /** A longer hint is not believed. */
  maxHintMs: number;
  /** Caps the retries of all calls together; null where only `maxAttempts` does. */
  budget: BudgetSettings | null;
}
/** See RetryBudget. */
interface BudgetSettings {
  ratio: number;
  floorPerWindow: number;
  windowMs: number;
  /** The classes of result whose retries it pays for; a 429 whose hint is obeyed is never charged. */
  charges: readonly ('throttled' | 'transient' | 'relayed')[];
}
interface ObjectiveBase {
  /** Unique in its provider; a label of metrics and alerts. */
  name: string;
  /** The operations whose calls are counted. */
  operations: readonly string[];
  /** Share of good calls promised, in (0, 1): 0.99 allows 1 % bad ones. */
  objective: number;
  /** Below this many calls in a window no verdict is given and no alert fires. */
  minSamples: number;
  /** The alert's window, and how long the breach must last before it fires. Milliseconds. */
  alert: {
    windowMs: number;
    forMs: number;
  };
}
/** At most `1 - objective` of the calls end in one of the `bad` outcomes. */
interface ErrorObjective extends ObjectiveBase {
  sli: 'errors';
  bad: readonly CallOutcome[];
  /** Left out of the denominator, too. */
  excluded: readonly CallOutcome[];
}
/** At most `1 - objective` of the calls take longer than `thresholdMs`. */
interface LatencyObjective extends ObjectiveBase {
  sli: 'latency';
  of: 'call' | 'attempt' | 'job';
  outcomes: readonly CallOutcome[];
  thresholdMs: number;
}
type Objective = ErrorObjective | LatencyObjective;
/** A quota over time, paced by the client and enforced by the mock server. */
interface Window {
  resource: Resource;
  limit: number;
  windowMs: number;
  starts: 'first-hit' | 'aligned' | 'sliding';
  counts: 'every-response' | 'admitted';
  scope: readonly ('key' | 'agent' | 'network' | 'route-group')[];
  /** How long the scope is blocked once the limit was exceeded; 0: until the window ends. */
  penaltyMs: number;
}
/** How much may be in flight at once. */
interface Ceiling {
  max: number;
  unit: 'attempt' | 'job';
  scope: 'key';
  /** What the 429 of a request above the ceiling tells the client to wait. */
  retryAfterMs: number;
}
interface Tier {
  ceiling: Ceiling | null;
  windows: readonly Window[];
  pool: {
    connections: number;
    keepAlive: number;
  };
}
/** One trip over the wire. */
interface Operation {
  method: 'GET' | 'POST';
  /** May hold parameters such as `{agent}`; `{network}` is one of the contract's networks. */
  path: string;
  /** What a window whose scope has `route-group` counts together. Default: the operation's own name. */
  routeGroup?: string;
  /** What the key must be allowed to do. Default: nothing in particular. */
  scopes?: readonly string[];
  /** What it takes one of: of the windows that count it, and of a ceiling of jobs. Default: requests. */
  takes?: readonly Resource[];
  /** How long a client may keep an answer, and how seldom it asks again before that. Default: it keeps none. */
  cache?: {
    ttlMs: number;
    minIntervalMs: number;
  };
  /** `safe`: a repeat has no effect of its own; `key`: it needs an idempotency key; `none`: never repeated. */
  idempotency: 'safe' | 'key' | 'none';
  attemptTimeoutMs: number;
  deadlineMs: number;
  /** The mock server's service time: lognormal. */
  emulate: {
    latencyMedianMs: number;
    latencySigma: number;
  };
}
/**
 * The same trip as `via`, counted under a name of its own. Where the trip is a job's submit it is the whole job: its
 * call ends with the job, and lasts as long as the API says that the job ran.
 */
interface OperationAlias<O extends string = string> {
  via: O;
}
/** How the API itself treats the upstreams behind it, which the mock server emulates and a client can only see. */
interface Backend {
  /** By opossum's rule: each upstream data call is behind one. */
  breaker: {
    /** After this a call to an upstream has failed. */
    timeoutMs: number;
    /** Opens above this share of failures. */
    errorRatio: number;
    /** Of at least so many calls started in the window. */
    minimumCalls: number;
    window: {
      sizeMs: number;
      buckets: number;
    };
    /** Open for so long, then half-open. */
    resetMs: number;
  };
  /** Around the breaker; an open one is not retried. */
  retries: {
    max: number;
    backoff: Backoff;
  };
}
/** What is paid for. */
interface Billing<T extends string = string> {
  unit: 'gpu-second';
  /** Time in the queue is free. */
  from: 'job-started';
  to: 'job-ended';
  period: 'month';
  /** Units a period that each tier has paid for already. */
  included: Record<T, number>;
  /** US dollars for each unit beyond. */
  overageUsd: number;
}
/** Metrics that the API's own guide names, beside those that every API has. */
interface GuideMetrics {
  /** The environment variable that asks for them with 1. */
  enabledBy: string;
  jobDuration: string;
  jobErrors: string;
  rateLimitHits: string;
}
/**
 * An API's limits, header dialect, retry rules and objectives, as data: it
 * survives a JSON round trip, so it can be printed, diffed and overridden.
 */
interface ProviderContract<T extends string = string, O extends string = string> {
  schema: 1;
  name: string;
  /** For people: titles of dashboards and documents. */
  title: string;
  /** The environment variable that holds the key. */
  keyEnv: string;
  keyPrefix: string;
  /** What the API reaches, each with limits and a circuit of its own: the values of `{network}` in paths. Default: one. */
  networks?: readonly string[];
  tiers: Record<T, Tier>;
  defaultTier: NoInfer<T>;
  operations: Record<O, Operation | OperationAlias<NoInfer<O>>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  /** Refuses a share of the attempts here while the API accepts few; see AdaptiveThrottle. Default: none. */
  throttle?: ThrottleSettings;
  breaker: BreakerSettings;
  /** Default: the API has no upstreams that it tells of. */
  backend?: Backend;
  /** Default: calls cost nothing. */
  billing?: Billing<NoInfer<T>>;
  /** Default: its guide names none. */
  guideMetrics?: GuideMetrics;
  objectives: readonly (Objective & {
    operations: readonly NoInfer<O>[];
  })[];
  /** JSON pointers to what no guide gives: our choice, configurable. */
  ours: readonly string[];
}
interface MetricsOptions {
  register: Registry;
  /** The APIs that the app calls: their series exist at 0 from the start, and their thresholds are boundaries. */
  contracts: readonly ProviderContract[];
  clock?: Clock;
}
/** The boundaries of the duration histograms: the common ones, and each latency objective's threshold. */
declare function durationBuckets(contracts: readonly ProviderContract[]): number[];
/**
 * Registers the toolkit's metrics and returns the sink that moves them: give it
 * to each client's `onEvent`. Call it once a registry.
 */
declare function createMetrics({ register, contracts, clock }: MetricsOptions): EventSink;
export { type EventLogger, type MetricsOptions, createLogSink, createMetrics, durationBuckets, durationBucketsSeconds, labelValues, metricNames, waitBucketsSeconds };