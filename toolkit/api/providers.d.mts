import { CircuitState, Event, FailureReason, IBreaker, IDefaultPolicyContext, IFailureEvent, IPolicy, ISuccessEvent } from "cockatiel";
interface TransportRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
  signal: AbortSignal;
}
interface TransportResponse {
  status: number;
  /** A header's value by its name in lower case. */
  header(name: string): string | undefined;
  /** Read to its end, so that the connection is free again. */
  body: string;
}
/** A response whose body is still coming, where it is a success; of any other the body is read as ever. */
interface TransportStream extends TransportResponse {
  /** The body as text, in pieces as they come; it throws where the connection breaks. Undefined where there is a `body`. */
  pieces: AsyncIterable<string> | undefined;
}
/** How requests leave. It rejects where no whole response came, and then only. */
interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Sends, and resolves with the headers; the signal ends the body, too. Left out where bodies cannot be streamed. */
  open?(request: TransportRequest): Promise<TransportStream>;
  /** How many connections may be open at once from now on. Left out where there is no such bound. */
  resize?(connections: number): void;
  /** Closes what is left open; nothing is sent afterwards. */
  close(): void;
}
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
/** Uniform in [0, 1). */
type Random = () => number;
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
interface ErrorDetails {
  /** Milliseconds after which a new call may succeed, where that is known. */
  retryAfterMs?: number;
  /** The upstream's status, where there was a response. */
  status?: number;
  cause?: unknown;
}
/** How a call failed. `message` says what happened and what to do; it never holds a key. */
declare class EvenkeelError extends Error {
  readonly name = "EvenkeelError";
  readonly code: ErrorCode;
  readonly outcome: Exclude<CallOutcome, 'ok'>;
  /** Milliseconds after which a new call may succeed, where that is known. */
  retryAfterMs: number | undefined;
  readonly status: number | undefined;
  /** Attempts that were sent, filled in when the call ends. */
  attempts: number;
  constructor(code: ErrorCode, what: string, details?: ErrorDetails);
}
/** What a waiting policy needs to know of the call that waits. */
interface Waiting {
  /** Why the call is over already, if it is. */
  readonly ended: EvenkeelError | undefined;
  /** When it will be over at the latest, in milliseconds of its clock. */
  readonly deadlineAtMs: number;
  /**
   * Waits until `arm` calls `done`, or the call ends: then what was armed is
   * undone, and the promise rejects with the reason.
   */
  wait(arm: (done: () => void) => Cancel): Promise<void>;
}
/**
 * One call's life: it ends early by its caller's signal or at its deadline,
 * and every wait in it ends with it. One timer and one listener a call, however
 * many waits it makes; a call waits for one thing at a time.
 */
declare class CallScope implements Waiting {
  #private;
  readonly deadlineAtMs: number;
  readonly startedAtMs: number;
  constructor(clock: Clock, deadlineMs: number, signal: AbortSignal | undefined);
  get ended(): EvenkeelError | undefined;
  wait(arm: (done: () => void) => Cancel): Promise<void>;
  sleep(delayMs: number): Promise<void>;
  cancel(reason: unknown): void;
  /** Ends the call with a policy's refusal, wherever it waits. */
  refuse(reason: EvenkeelError): void;
  /** To be called when the call has settled: nothing of it is left behind. */
  dispose(): void;
}
/**
 * How an attempt ended, as a policy hears it. `ignored` is neither success nor failure, as with Netflix's
 * concurrency-limits (`onSuccess`, `onDropped`, `onIgnore`): what was cancelled, or refused for another reason.
 */
type Outcome = 'success' | 'failure' | 'ignored';
/**
 * A policy of ours used by itself, or in cockatiel's `wrap()`. The pipeline
 * does not come this way: it needs the policies' parts in an order of its own.
 */
declare abstract class StandalonePolicy<Context extends IDefaultPolicyContext = IDefaultPolicyContext> implements IPolicy<Context> {
  #private;
  readonly _altReturn: never;
  protected readonly clock: Clock;
  readonly onSuccess: Event<ISuccessEvent>;
  readonly onFailure: Event<IFailureEvent>;
  constructor(clock?: Clock);
  /** Runs `fn` under this policy. A listener that throws, or rejects, does not change what the caller gets. */
  execute<T>(fn: (context: Context) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
  /** Whether the policy takes this for a failure. */
  protected handles(end: FailureReason<unknown>): boolean;
  /** `fn` gets the caller's signal, unless it is called with another, and what else the policy's context has. */
  protected abstract guard<T>(fn: (signal?: AbortSignal, extra?: Omit<Context, 'signal'>) => Promise<T>, call: Waiting): Promise<T>;
}
/** When and how much it refuses. */
interface ThrottleSettings {
  /** How many requests it lets through for each that was accepted; above 1. Default 2. */
  k?: number;
  /** Requests older than this are forgotten, a tenth at a time. At least as long as the slowest call. Default 120,000. */
  windowMs?: number;
  /** Below this many requests in the window it refuses nothing. Default 100. */
  minimumRequests?: number;
}
interface AdaptiveThrottleOptions extends ThrottleSettings {
  /**
   * Whether an error means that the upstream did not accept the request. Default: all do. Refusals by a policy inside
   * this one and cancelled calls say nothing of the upstream; it is not asked about them. Where it throws, it was not.
   */
  handle?: (error: unknown) => boolean;
  random?: Random;
  clock?: Clock;
}
/**
 * Spares an upstream that accepts little: refuses a call here with the
 * probability max(0, (requests - k * accepts) / (requests + 1)), by the Site
 * Reliability Engineering book, "Handling Overload". It counts the requests
 * when they come, those it refuses as well, so that an upstream that hangs is
 * seen before its time-outs are over. What is under way looks like not accepted
 * meanwhile: hence `minimumRequests`, which should be above what a burst sends
 * at once.
 */
declare class AdaptiveThrottle extends StandalonePolicy {
  #private;
  /** @throws OptionError if `k` is not above 1, or another number is not whole and in its range */
  constructor(options?: AdaptiveThrottleOptions);
  /** The probability with which the next call is refused. */
  get rejectionRatio(): number;
  /**
   * Counts a request. Whoever is admitted owes a {@link settle}.
   *
   * @throws EvenkeelError `EVK_THROTTLED_LOCALLY` by chance, with the probability {@link rejectionRatio}
   */
  admit(): void;
  /** @param outcome `failure`: the upstream did not accept the request. `ignored`: it says nothing of the upstream */
  settle(outcome: Outcome): void;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
/**
 * Says when a circuit opens. Any of cockatiel's breakers is one; a rule that
 * has the optional methods learns more, and still works in cockatiel's policy.
 */
interface BreakerRule extends IBreaker {
  /** Somebody asks to be let through; called before that is decided. */
  asked?(): void;
  /**
   * Called in place of `success` for each attempt that succeeded, and half-open for each probe: then `success` follows
   * when all have. True opens the circuit.
   *
   * @param durationMs how long the attempt took
   */
  succeeded?(state: CircuitState, durationMs: number): boolean;
}
type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';
declare const storable: {
  readonly closed: CircuitState.Closed;
  readonly open: CircuitState.Open;
  readonly isolated: CircuitState.Isolated;
};
/** A circuit breaker's state in a form that survives JSON. Its time runs on while it is stored. */
interface StoredCircuit {
  /** A half-open circuit is stored as open with no time left: the probes under way are not waited for. */
  state: keyof typeof storable;
  /** Until when it refuses, in milliseconds since the epoch; 0 unless it is open. */
  openUntilMs: number;
  /** The breaker's own `state`. */
  breaker: unknown;
}
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
interface CircuitBreakerOptions {
  /** When to open: ours, or any of cockatiel's. */
  breaker: BreakerRule;
  openMs: number;
  /** Default 1. */
  probes?: number;
  clock?: Clock;
  /**
   * Which errors count as failures; any other counts as a success, as with cockatiel's `handleWhen`. Cancelled calls
   * and refusals by a policy inside never count, nor is it asked of them. Where it throws, the error counts as a
   * failure. Default: all. For `execute`; whoever calls `settle` decides for himself.
   */
  handle?: (error: unknown) => boolean;
  /** What an earlier one's `toJSON` returned. `onChange` does not hear of it. Default: closed. */
  initialState?: StoredCircuit;
  /** What it throws is ignored. */
  onChange?: (from: CircuitStateName, to: CircuitStateName) => void;
}
/** An attempt that the breaker let through; its outcome counts only in the state it started in. */
interface BreakerPermit {
  readonly generation: number;
  readonly startedAtMs: number;
}
/** What keeps a circuit isolated. */
interface Isolation {
  /** Closes the circuit if no other isolation holds it. May be called again. */
  dispose(): void;
}
/**
 * Stops attempts while most of them fail. Half-open, it lets `probes` attempts
 * through and refuses the others at once; all probes must succeed to close it.
 * A result that arrives after the state has changed decides nothing.
 */
declare class CircuitBreaker extends StandalonePolicy {
  #private;
  /** @throws OptionError if `openMs` or `probes` is not a whole number of at least 1, or nobody stored `initialState` */
  constructor(options: CircuitBreakerOptions);
  get state(): CircuitState;
  /**
   * Reserves nothing.
   *
   * @throws EvenkeelError `EVK_CIRCUIT_OPEN`, or `EVK_CIRCUIT_ISOLATED`, if an attempt would be refused now
   */
  peek(): void;
  /** Takes a probe if half-open. Whoever is admitted owes a {@link settle}. */
  admit(): BreakerPermit;
  settle(admission: BreakerPermit, outcome: Outcome): void;
  /**
   * Refuses everything, until what it returns is disposed of or {@link close} is called. Several may isolate it at once:
   * then the last one closes it.
   */
  isolate(): Isolation;
  /** Closes it by hand, whatever it is now, and ends all isolations; its breaker starts afresh. */
  close(): void;
  /** Its state, for `initialState`; survives JSON if the breaker's own state does, as cockatiel's and ours do. */
  toJSON(): StoredCircuit;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
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
/** What responses said before, for the rules that compare. One for each upstream whose responses are compared. */
declare class ResponseMemory {
  #private;
  /** Whether the value is the one that came last for this rule. It is the last one from now on. */
  unchanged(rule: Rule, value: string | number | boolean): boolean;
}
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
/** The wire operation behind a name: an alias is followed to the trip it stands for. */
declare function wireOperation(contract: ProviderContract, name: string): Operation;
interface BatchProgress {
  /** Payloads taken so far, and in all where the input tells. */
  taken: number;
  total: number | undefined;
  succeeded: number;
  failed: number;
}
interface BatchOptions {
  /** Ends the batch: no further attempt starts, and every payload taken is settled. */
  signal?: AbortSignal;
  /** Called after each payload has settled; what it throws is ignored. */
  onProgress?: (progress: BatchProgress) => void;
  /** A whole number: of the calls that wait for a slot the higher goes first. Default 0. */
  priority?: number;
  /** Prefix of the payloads' call ids: `<batchId>.<index>`. Printable ASCII. Default: random. */
  batchId?: string;
}
type Payloads<P> = Iterable<P> | AsyncIterable<P>;
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
/** What a provider's own client reports. */
type ProviderEvent = Extract<ResilienceEvent, {
  type: 'job-started' | 'job-ended' | 'budget-exceeded';
}> extends (infer E) ? E extends ResilienceEvent ? Omit<E, 'provider'> : never : never;
interface ResourceLimit {
  resource: Resource;
  limit: number;
}
type EventSink = (event: ResilienceEvent) => void;
/** A server-sent event. */
interface ServerSentEvent {
  /** The last id that the stream has given; empty where it has given none. */
  id: string;
  /** `message` where the server names none. */
  event: string;
  data: string;
}
interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  /** What a window that counts route groups apart counts it with. */
  routeGroup: string;
  /** How long an answer may be kept, and how seldom it is asked for again before that; null: not at all. */
  cache: {
    ttlMs: number;
    minIntervalMs: number;
  } | null;
  /** Whether a repeat is harmless: by itself, or by its idempotency key. */
  repeatable: boolean;
  /** Whether it must carry an idempotency key. */
  needsKey: boolean;
  /** Whether the window counts it. */
  counted: boolean;
  /** Whether it takes a slot of the ceiling: each attempt, or the job that it begins. */
  takesSlot: boolean;
  /** What the key must be allowed to do. */
  scopes: readonly string[];
  attemptTimeoutMs: number;
  deadlineMs: number;
}
interface WindowSettings {
  resource: Resource;
  limit: number;
  windowMs: number;
  /** Whether responses tell how many requests are left. */
  observable: boolean;
  /** Whether each network, and each route group, has a window of its own. */
  perNetwork: boolean;
  perRouteGroup: boolean;
}
/** What a client takes from its contract, for one tier. A client is built from this and nothing else. */
interface ClientSettings {
  provider: string;
  tier: string;
  /** Attempts, or jobs, in flight at once; null where the API sets no ceiling. */
  ceiling: number | null;
  /** Whether the ceiling is one of jobs. */
  perJob: boolean;
  /** The window that the API counts; null where it has none. */
  window: WindowSettings | null;
  /** What the API reaches, each behind a circuit of its own; none where it tells of no such thing. */
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
/**
 * @throws OptionError for a tier that the contract does not have
 * @throws ContractError for limits that this version cannot keep: ignoring them would cost 429s
 */
declare function resolveClientSettings(contract: ProviderContract, tierName: string): ClientSettings;
/** Which limits a call stands under: what the API counts and blocks together, and what it reaches behind. */
interface LimitKey {
  /** The name of what is counted and blocked together; empty where all is. */
  partition: string;
  /** The name of its circuit. */
  upstream: string;
  /** Whether the window counts it. */
  counted: boolean;
  /** Whether it takes a slot. */
  takesSlot: boolean;
}
/** What the pipeline is to do. */
interface Call<T> {
  operation: string;
  key: LimitKey;
  callId: string;
  signal: AbortSignal | undefined;
  priority: number;
  /**
   * Runs first; what it throws ends the call, and what it waits for ends with the call. Left out where nothing is to be
   * done, so that nothing is waited for.
   */
  prepare?: (() => void | Promise<void>) | undefined;
  /** Must hand the request to the transport before it returns. */
  send: (attempt: number, signal: AbortSignal) => Promise<TransportResponse>;
  /** Makes the call's value of an ok response's JSON body. */
  decode: (body: unknown) => T;
  /** Makes the call's value of a demand for payment. Default: it is a refusal. */
  decodePayment?: ((body: unknown) => T) | undefined;
  /** Its body is read elsewhere, as it comes: `decode` gets none. Default: it is JSON. */
  streams?: boolean;
  /**
   * Set for a batch's calls. They come only when there is room, so they may always wait; `onBackoff` is told when one
   * goes to sleep before a retry and when it wakes, since it holds nothing meanwhile.
   */
  batch: {
    onBackoff: (asleep: boolean) => void;
  } | undefined;
}
/** How a job ended. */
interface JobEnd {
  outcome: CallOutcome;
  /** How long the API says that it ran. */
  durationMs: number;
  code?: ErrorCode | undefined;
  message?: string | undefined;
}
/** A job that was begun. */
interface Opened<T> {
  /** What the API said when it took it. */
  value: T;
  /** Gives its slot back and reports its call, which lasted as long as the job. Once; later calls do nothing. */
  end(end: JobEnd): void;
}
/** An attempt that was let through, from when it leaves. */
interface AttemptPermit {
  /** When it left, in milliseconds of the limiter's clock, where that matters. */
  readonly sentAtMs?: number;
}
/** Lets attempts through so that the API's window is not exceeded. */
interface PermitLimiter<P extends AttemptPermit = AttemptPermit> {
  /** Takes a permit if one is free and nobody waits for it. */
  tryAcquire(): boolean;
  /** Waits for a permit, first come first served; whoever gets one owes a {@link release}. */
  acquire(call: Waiting): Promise<void>;
  /** False if permits that were taken are no longer good: they are to be given back unsent. */
  readonly mayStillSend: boolean;
  /** To be called when the attempt leaves. */
  send(): P;
  /** A response has come, whatever it says; at once when it comes. */
  answered(permit: P): void;
  /** Takes in what the response says is left; after {@link answered}. Left out where no response tells it. */
  observe?(permit: P, remaining: number): void;
  /** The transport is done with the attempt; without a permit it was never sent. */
  release(permit?: P): void;
  setLimit(limit: number): void;
  /** A pause that the server told is over. */
  reset(): void;
  dispose(): void;
}
/** What the processes on one API key share, and where. */
interface Coordinator {
  readonly store: 'memory' | 'redis';
  /** `key` never leaves the process: only a hash of it names the account. */
  join(account: AccountOptions): AccountMember;
  close(): Promise<void>;
}
interface AccountOptions {
  provider: string;
  key: string;
  clock: Clock;
  random: Random;
  /** No pause that others tell counts for longer, in milliseconds: the API's longest hint. Default 3,600,000. */
  maxPauseMs?: number;
  onEvent: (event: CoordinationEvent) => void;
}
/** One client's part of what all share that use the same key. */
interface AccountMember {
  /** The limiter of a shared window. `partition` names what the API counts apart; the same again is the same limiter. */
  rate(partition: string, options: SharedRateOptions): PermitLimiter;
  /** This client's part of a ceiling on what is in flight. */
  ceiling(options: SharedCeilingOptions): SharedCeiling;
  /** The floor of the retry budget: a retry is free again `windowMs` after it was taken. */
  retryFloor(options: {
    floorPerWindow: number;
    windowMs: number;
  }): SharedFloor;
  /** Tells all others of the account to pause a partition. */
  pause(partition: string, forMs: number): void;
  /** Hears the others' pauses, as what is left of them. */
  onPause(listener: (partition: string, forMs: number) => void): void;
  /** Resolves when the store has said what there is of all that was asked for, or does not answer. */
  ready(): Promise<void>;
  /** Gives everything back. */
  leave(): Promise<void>;
}
/** As of a TokenCycle; `burst` is a twentieth unless given. */
interface SharedRateOptions {
  limit: number;
  windowMs: number;
  marginMs?: number;
  flightMs?: number;
  burst?: number;
}
interface SharedCeilingOptions {
  max: number;
  /** Told at once and whenever it changes; with 0 nothing may be sent. */
  onShare: (slots: number) => void;
}
interface SharedCeiling {
  demand(inFlight: number, waiting: number): void;
  setMax(max: number): void;
}
interface SharedFloor {
  tryWithdraw(): boolean;
}
type CoordinationEvent =
/** `reason` is an error's code: no address and no secret. */
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
};
interface AdaptiveLimitOptions {
  /** Ceilings that the API is known to have, such as those of its tiers, in any order; it snaps to them. Default none. */
  ceilings?: readonly number[];
  /** Where it starts. Default: the smallest of `ceilings`, else 10; within `min` and `max`. */
  initial?: number;
  /** Default 1. */
  min?: number;
  /** Default: the largest of `ceilings`, else 1,000; at least `min`. */
  max?: number;
  /**
   * How many times slower than at first the successes must be to count as congestion; above 1. Default 3: then a call
   * waits inside the server for twice as long as it is worked on, and would better wait here, where it can be cancelled;
   * less may well be a busy machine. `Infinity`: latency decides nothing.
   */
  latencyTolerance?: number;
  clock?: Clock;
}
/** An attempt, as it was when it left. */
interface AdaptiveSample {
  readonly epoch: number;
  /** With itself. */
  readonly inFlight: number;
  readonly startedAtMs: number;
}
/** An attempt that asks to leave. */
interface AdmissionRequest {
  scope: CallScope;
  key: LimitKey;
  /** Whether it may wait however many do already. */
  mayAlwaysQueue: boolean;
  /** For a slot: the higher goes first. */
  priority: number;
  /** Runs a wait, and reports it. */
  wait: (cause: WaitCause, wait: () => Promise<void>) => Promise<void>;
}
interface SlotsOptions {
  /** In flight at once; at least 1. */
  limit: number;
  /** Calls that may wait for a slot; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}
interface DemandedSlotsOptions extends SlotsOptions {
  /** Hears how many slots are taken and waited for, whenever one is taken, waited for or given back. */
  onDemand?: ((inFlight: number, queued: number) => void) | undefined;
}
/**
 * Slots, and the line of those who wait for one: first come, first served among calls of one priority. What a
 * {@link Bulkhead} is made of, whoever says how many slots there are.
 */
declare abstract class Slots extends StandalonePolicy {
  #private;
  /** @throws OptionError if `limit` or `maxQueued` is not a whole number in its range */
  constructor(options: DemandedSlotsOptions);
  get limit(): number;
  get inFlight(): number;
  get queued(): number;
  /** Takes a slot if one is free and nobody waits for it. */
  tryAcquire(): boolean;
  /**
   * Waits for a slot; whoever gets one owes a {@link release}.
   *
   * @param priority a whole number; the higher goes first. Default 0
   * @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if the queue is full
   * @throws OptionError if `priority` is not a whole number
   */
  acquire(call: Waiting, priority?: number): Promise<void>;
  release(): void;
  /** Resolves once no slot is taken. */
  idle(): Promise<void>;
  /** A higher limit admits those who wait at once; under a lower one what is in flight finishes. */
  protected changeLimit(limit: number): void;
  /**
   * The same slots and the same line, for calls of another priority.
   *
   * @param priority a whole number; the higher goes first. `execute` has 0
   * @throws OptionError if `priority` is not a whole number
   */
  withPriority(priority: number): StandalonePolicy;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
  /** Runs `fn` with a slot of its own. */
  protected hold<T>(fn: () => Promise<T>, call: Waiting, priority: number): Promise<T>;
}
interface AdaptiveBulkheadOptions extends AdaptiveLimitOptions {
  /** Calls that may wait for a slot; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  /**
   * Whether the server refused the call since too many were in flight; where it throws, it did not. It is not asked
   * about cancelled calls and local refusals, and must say no to a 429 because a window's requests are used up.
   * Default: an EvenkeelError with the code `EVK_THROTTLED`. What is returned was accepted: throw on a 429.
   */
  isThrottled?: (error: unknown) => boolean;
  /** What it throws is ignored. */
  onLimitChange?: (limit: number, previous: number) => void;
}
/**
 * A {@link Bulkhead} that finds its limit by itself, for an API whose ceiling
 * is not known, or changes. To be put inside a retry, so that it sees each
 * attempt, and that a call which sleeps before the next one holds no slot.
 */
declare class AdaptiveBulkhead extends Slots {
  #private;
  /** @throws OptionError if an option is not a number in its range */
  constructor(options?: AdaptiveBulkheadOptions);
  /** To be called when an attempt leaves with its slot; whoever does owes a {@link settle}. */
  start(): AdaptiveSample;
  /**
   * Says how the attempt went. To be called before its slot is released: one above a lower limit must not be handed on.
   *
   * @param outcome as of {@link AdaptiveLimit.settle}
   */
  settle(sample: AdaptiveSample, outcome: Outcome): void;
  protected hold<T>(fn: () => Promise<T>, call: Waiting, priority: number): Promise<T>;
}
/**
 * Caps what is in flight. Those above the limit wait in order of arrival, and
 * nobody overtakes them but by a higher priority: then at most four times in a
 * row, so that a low one is slow but does not starve.
 */
declare class Bulkhead extends Slots {
  /**
   * Changes the limit from now on. A higher one admits those who wait at once; under a lower one what is in flight
   * finishes, and nobody is admitted until there is room; under 0 nobody is until it is raised.
   *
   * @throws OptionError if `limit` is not a whole number of at least 0
   */
  setLimit(limit: number): void;
}
/** How an attempt ended, for all who learn from it: each maps it for itself. */
interface AttemptOutcome {
  /** By the contract's rules; `cancelled`: its call ended first, so it says nothing of the upstream. */
  class: AttemptClass;
  /** What ended it. */
  by: 'response' | 'network' | 'timeout' | 'call';
  /** Whether nothing was left of the window, so that a 429 is about that and not about the ceiling. */
  windowSpent: boolean;
}
/**
 * Pauses: while one lasts, no call of this client is sent, and what is in
 * flight finishes. The server tells some, by {@link close}; of these the
 * longest holds. An operator may make another, by {@link pause}, which lasts
 * until {@link resume}. The gate is open when neither lasts.
 */
declare class Gate extends StandalonePolicy {
  #private;
  /** `onOpen` runs when a pause that the server told is over, before the first waiting call goes on. */
  constructor(clock?: Clock, onOpen?: () => void);
  get closed(): boolean;
  /** Whether {@link pause} holds, whatever the server told. */
  get paused(): boolean;
  get waiting(): number;
  /**
   * Closes the gate for `forMs` from now, or leaves it closed for longer. Returns whether that made the pause longer.
   *
   * @throws OptionError if `forMs` is not a finite number
   */
  close(forMs: number): boolean;
  /** Closes the gate until {@link resume}: calls wait, each until its deadline at most. Pausing twice is pausing once. */
  pause(): void;
  /** Ends the {@link pause}. What the server told still holds. */
  resume(): void;
  /**
   * Waits until the gate is open.
   *
   * @throws EvenkeelError `EVK_GATE_CLOSED` at once if the server's pause ends after the call's deadline
   */
  pass(call: Waiting): Promise<void>;
  /** Why a call need not wait: the server's pause ends after its deadline. */
  refusal({ deadlineAtMs }: Pick<Waiting, 'deadlineAtMs'>): EvenkeelError | undefined;
  /** Forgets the pauses and their timer: for a client that is being closed. */
  dispose(): void;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
/** What the API answers for: one circuit, and what it said last. */
interface Circuit {
  readonly breaker: CircuitBreaker;
  readonly memory: ResponseMemory;
}
/** What the API counts and blocks together. */
interface Partition extends Circuit {
  readonly name: string;
  readonly gate: Gate;
  /** One for each window; none where nothing is counted. */
  readonly limiters: readonly PermitLimiter[];
}
/** What all leases of a client have in common. */
interface LeaseTerms {
  readonly slots: Bulkhead | AdaptiveBulkhead;
  readonly throttle: AdaptiveThrottle | undefined;
  /** The classes of result that the breaker counts as failures. */
  readonly breakerCounts: readonly ResultClass[];
  /** Lets nobody through a partition; false where a longer pause holds already. */
  readonly pause: (partition: string, forMs: number) => boolean;
}
/** What a response says of its limits. */
interface LimitsTold {
  /** How much is left of the window. */
  remaining: number | undefined;
  /** For how long the server lets nobody through. */
  pauseMs: number | undefined;
}
/**
 * What an attempt holds from the instant at which it leaves: a permit of each limit, a slot, and the breaker's leave.
 * It all goes back once the transport is done, the attempt is {@link settle settled}, and the job that it began has
 * ended, in whatever order that happens.
 */
declare class Lease {
  #private;
  readonly partition: Partition;
  /**
   * To be made when all limits of the partition, and a slot, have been acquired: they leave with it.
   *
   * @throws EvenkeelError what the throttle or the breaker refuses; then nothing has left
   */
  constructor(terms: LeaseTerms, partition: Partition, takesSlot: boolean);
  /**
   * A response has come, whatever it says; to be told at once, and before {@link transportDone}.
   *
   * @returns whether the partition is paused for longer now
   */
  responded({ remaining, pauseMs }: LimitsTold): boolean;
  /** Nothing of the attempt is on its way any more, which may be before or after it is settled. */
  transportDone(): void;
  /** Tells the policies how the attempt went. */
  settle(outcome: AttemptOutcome): void;
  /**
   * Keeps slot and permits for a job that the attempt began. To be called before {@link settle}.
   *
   * @returns gives them back; to be called once
   */
  keep(): () => void;
}
interface AdmissionOptions {
  settings: ClientSettings;
  clock: Clock;
  random: Random;
  /** Undefined where nobody listens. */
  emit: EventSink | undefined;
  /** Calls that may wait at once, for whatever. */
  maxQueued: number;
  /** Finds the ceiling, in place of the settings' own. */
  adaptive: AdaptiveLimitOptions | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
}
/** Limits from now on; what is left out stays. */
interface LimitChange {
  ceiling?: number;
  window?: {
    limit: number;
  };
}
/**
 * Says who may leave now: whose breaker is not open, whose gate is not closed, and for whom each limit, and a slot, has
 * room. An attempt leaves with all of them or with none.
 */
declare class AdmissionControl {
  #private;
  constructor({ settings, clock, random, emit, maxQueued, adaptive, member }: AdmissionOptions);
  /** Attempts, or jobs, that may be in flight at once; null where nothing limits them. */
  get ceiling(): number | null;
  /** Whether one more would find fewer waiting before it than are let through at once. */
  get hasRoom(): boolean;
  /** Makes a partition before its first call. */
  prepare(key: LimitKey): void;
  /**
   * Waits until the attempt may leave, and lets it: `leave` runs at the very instant at which the lease is taken, so that
   * what was looked at is still true.
   *
   * @returns what `leave` does: at once where nothing has to be waited for. So of many who come to a half-open breaker
   * together, those above its probes are refused rather than queued
   * @throws EvenkeelError what refuses the attempt, or has ended its call; then nothing is held
   */
  acquire<T>(request: AdmissionRequest, leave: (lease: Lease) => T): T | Promise<Awaited<T>>;
  /** Lets nobody through until {@link resume}. Resolves when what is in flight has ended, or it is resumed before. */
  pause(): Promise<void>;
  resume(): void;
  setLimits({ ceiling, window }: LimitChange): void;
  /** Forgets the pauses: for a client that is being closed. */
  dispose(): void;
}
interface PipelineOptions extends AdmissionOptions {
  /** Takes secrets out of an upstream's words. */
  redact: (text: string) => string;
}
/**
 * A call's way: deadline, then the retry loop; in it each attempt passes admission and is sent under the attempt
 * timeout.
 */
declare class Pipeline {
  #private;
  readonly admission: AdmissionControl;
  constructor(options: PipelineOptions);
  /** Reports what is left of the retry budget, where there is one. */
  tellBalance(): void;
  cancelAll(reason: unknown): void;
  /** @throws EvenkeelError whatever ends the call, and nothing else */
  run<T>(call: Call<T>): Promise<T>;
  /**
   * Begins a job, whose call ends with it; until then it holds its slot.
   *
   * @throws EvenkeelError where it did not begin, and nothing else
   */
  open<T>(call: Call<T>): Promise<Opened<T>>;
}
interface ClientOptions {
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
interface CallOptions {
  /** Ends the call at once; nothing is sent afterwards. */
  signal?: AbortSignal;
  /** Sent with each attempt, in the header `evenkeel-call-id`. Printable ASCII. Default: random. */
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
interface LimitOptions {
  /** Attempts in flight at once; a whole number of at least 1. */
  ceiling?: number;
  /**
   * Requests in a window, where the API's own limit has changed; a whole number of at least 1. What the server says to be
   * left of a window that has begun still holds. Ignored where the API has no window.
   */
  window?: {
    limit: number;
  };
}
/** What every provider's client can do. */
interface ManagedClient {
  /**
   * Sends nothing more until {@link resume}, but what a window does not count, as looks at a job that runs: calls wait, each until its deadline at most, and beyond `maxQueued` they are
   * refused. What is in flight finishes.
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
  close(options?: {
    signal?: AbortSignal;
  }): Promise<void>;
}
/** Makes the transport of a client that was given none. */
type TransportFactory = (pool: ClientSettings['pool']) => Transport;
/** What the providers' own clients say of a call beyond its {@link CallOptions}. */
interface Request<R> extends CallOptions {
  /** The values of the path's parameters. `network` also chooses the window and the circuit. */
  params?: Readonly<Record<string, string>>;
  /** The API counts nothing of it here: it takes a slot only. */
  uncounted?: boolean;
  /** Put behind the path. */
  query?: Readonly<Record<string, string>>;
  /** Makes the call's value of the body of a 402. Default: a 402 is a refusal. */
  decodePayment?: (body: unknown) => R;
}
/** Which events of a stream are asked for. */
interface EventsRequest extends Pick<Request<never>, 'params' | 'callId'> {
  /** Those after the one of this id. Default: from the first. */
  lastEventId?: string;
  /** Ends the stream. */
  signal: AbortSignal;
}
/** Makes single calls by a provider's contract. */
declare abstract class ContractCaller {
  #private;
  readonly settings: ClientSettings;
  protected readonly transport: Transport;
  protected readonly pipeline: Pipeline;
  protected readonly random: Random;
  protected readonly adaptive: boolean;
  protected readonly member: AccountMember | undefined;
  /** Undefined where nobody listens. */
  protected readonly listener: EventSink | undefined;
  /** Calls that have not ended. */
  protected readonly underWay: Set<Promise<unknown>>;
  /** Whether new calls are refused. */
  protected closing: boolean;
  /**
   * @throws OptionError if an option cannot be used, such as a contract that nobody has checked
   */
  constructor(contract: ProviderContract, options: ClientOptions, createTransport: TransportFactory);
  /**
   * @throws EvenkeelError whatever ends the call
   * @throws OptionError for an operation that the contract does not have, and for an option that cannot be used
   */
  call<R>(operation: string, payload: unknown, decode: (body: unknown) => R, request?: Request<R>): Promise<R>;
  /**
   * Begins a job: the call of `operation` lasts, and holds its slot, until the job's {@link Opened.end}.
   *
   * @throws EvenkeelError where it did not begin
   * @throws OptionError as {@link call} does
   */
  open<R>(operation: string, payload: unknown, decode: (body: unknown) => R, request?: Request<R>): Promise<Opened<R>>;
  /** Takes the keys out of a text, such as the API's own words. */
  redact(text: string): string;
  protected prepared<R>(operation: string, payload: unknown, decode: (body: unknown) => R, request: Request<R>, send?: Transport['send']): Call<R>;
  protected track<T>(call: Promise<T>): Promise<T>;
  /** @throws OptionError for one that the contract does not have */
  protected operation(name: string): OperationSettings;
}
/** Makes calls by a provider's contract, alone, in batches and as streams: what the providers' own clients are built on. */
declare class ContractClient extends ContractCaller implements ManagedClient {
  #private;
  /**
   * @throws OptionError if an option cannot be used, such as a contract that nobody has checked
   */
  constructor(contract: ProviderContract, options: ClientOptions, createTransport: TransportFactory);
  /** Whether {@link events} can be had: the transport streams bodies. */
  get canStream(): boolean;
  /**
   * Opens an event stream. What comes later than its headers is no attempt's: the events end where the server ends the
   * stream, or the signal aborts.
   *
   * @throws EvenkeelError as {@link call} does; the events throw `EVK_NETWORK` where the connection breaks
   */
  events(operation: string, request: EventsRequest): Promise<AsyncIterable<ServerSentEvent>>;
  /** Reports what a provider's own client has seen. */
  emit(event: ProviderEvent): void;
  /**
   * Resolves when it is known what other processes leave to this one of each window: then the first call waits for
   * nothing. At once without a coordinator.
   *
   * @param networks those that are going to be called; default all
   */
  ready(networks?: readonly string[]): Promise<void>;
  /**
   * Yields how each payload's call settled, in order.
   *
   * @throws OptionError for an operation that the contract does not have, a `batchId` that no header can carry, or a
   * `priority` that is not a whole number
   */
  stream<P, R>(operation: string, payloads: Payloads<P>, decode: (body: unknown) => R, options?: BatchOptions): AsyncGenerator<PromiseSettledResult<R>, void, undefined>;
  pause(): Promise<void>;
  resume(): void;
  setLimits({ ceiling, window }: LimitOptions): void;
  close({ signal }?: {
    signal?: AbortSignal;
  }): Promise<void>;
}
/** A contract that cannot be used; `problems` names each field with its value and remedy. */
declare class ContractError extends Error {
  readonly name = "ContractError";
  readonly code = "EVK_CONTRACT_INVALID";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]);
}
/**
 * Makes a contract that clients take: checked, and a copy that cannot be changed.
 *
 * @throws ContractError with all that is wrong
 */
declare function defineProvider<T extends string, O extends string>(contract: ProviderContract<T, O>): ProviderContract<T, O>;
/**
 * Refuses a contract that no client, mock server or rule could obey. A contract
 * from a file has no types to protect it.
 *
 * @throws ContractError with all that is wrong
 */
declare function validateContract(contract: unknown): asserts contract is ProviderContract;
/** Sent with every attempt, so that an upstream's log can be matched with the caller's. Both sides use these names. */
declare const callIdHeader = "evenkeel-call-id";
/** Counted from 1. */
declare const attemptHeader = "evenkeel-attempt";
/** Tells the server that a repeat is the same request: draft-ietf-httpapi-idempotency-key-header. */
declare const idempotencyKeyHeader = "idempotency-key";
/** Nerox: GPU optimisation jobs. Numbers that its guide does not give are listed in `ours`. */
declare const neroxProfile: ProviderContract<"developer" | "scale" | "team", "job" | "job_cancel" | "job_find" | "job_get" | "job_stream" | "key" | "submit" | "usage">;
/** Neura: an agent API behind a router. Numbers that its guide does not give are listed in `ours`. */
declare const neuraProfile: ProviderContract<"standard", "agent_call" | "discover" | "invoice_pay" | "invoice_replay">;
/** Nimbus: batch inference. Numbers that its guide does not give are listed in `ours`. */
declare const nimbusProfile: ProviderContract<"enterprise" | "free" | "pro", "infer" | "infer_batch">;
/** Every API that Evenkeel knows. A new one is a folder beside `nimbus/` and a line here. */
declare const contracts: readonly ProviderContract[];
export { type Backend, type Billing, type BreakerSettings, type BudgetSettings, type CallOptions, type Ceiling, type ClientOptions, type ClientSettings, ContractClient, ContractError, type GuideMetrics, type Hint, type LimitOptions, type ManagedClient, type Operation, type OperationAlias, type OperationSettings, type ProviderContract, type RetrySettings, type Rule, type ThrottleSettings, type Tier, type TransportFactory, type Window, attemptHeader, callIdHeader, contracts, defineProvider, idempotencyKeyHeader, neroxProfile, neuraProfile, nimbusProfile, resolveClientSettings, validateContract, wireOperation };