import { CircuitState, Event, IBreaker, IDefaultPolicyContext, IFailureEvent, IPolicy, ISuccessEvent } from "cockatiel";
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
  /** Prefix of the payloads' call ids: `<batchId>.<index>`. Printable ASCII. Default: random. */
  batchId?: string;
}
type Payloads<P> = Iterable<P> | AsyncIterable<P>;
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
declare const systemClock: Clock;
declare const systemRandom: Random;
/** How a call ended, as its caller sees it. The four are never merged. */
type CallOutcome = 'ok' | 'error' | 'rejected' | 'cancelled';
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
  readonly EVK_BULKHEAD_FULL: {
    readonly outcome: 'rejected';
    readonly advice: 'More calls wait than maxQueued allows; send fewer at once, or raise maxQueued.';
  };
  readonly EVK_GATE_CLOSED: {
    readonly outcome: 'rejected';
    readonly advice: 'The server told all callers to pause beyond this deadline; call again after retryAfterMs.';
  };
  readonly EVK_QUEUE_TIMEOUT: {
    readonly outcome: 'rejected';
    readonly advice: 'It waited in this client until then; send fewer calls, or look at what they wait for.';
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
  readonly EVK_RESPONSE_INVALID: {
    readonly outcome: 'error';
    readonly advice: 'The upstream answered with a body that cannot be read.';
  };
};
type ErrorCode = keyof typeof codes;
/** All codes: they are the values of the metrics' `reason` label. */
declare const errorCodes: ErrorCode[];
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
/** Works across copies of this package, where `instanceof` does not. */
declare function isEvenkeelError(error: unknown): error is EvenkeelError;
/** An option that cannot be used; thrown at construction. */
declare class OptionError extends RangeError {
  readonly name = "OptionError";
  readonly code = "EVK_OPTION_INVALID";
  readonly option: string;
  /** `value` is printed: leave it out for secrets. */
  constructor(option: string, remedy: string, value?: unknown);
}
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
/** How requests leave. It rejects where no whole response came, and then only. */
interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
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
  format: 'integer' | 'delta-s' | 'delta-ms' | 'unix-s' | 'retry-after';
  sentOn: 'all' | '429';
  /** When a client must obey it. A hint that does not act is only shown. */
  actsOn: '429' | '429-or-zero-remaining' | 'never';
}
/** How long to wait before the next attempt. Durations in milliseconds. */
type Backoff =
/** uniform(0, min(base * 2^n, cap)); AWS Architecture Blog, "Exponential Backoff And Jitter", 2015. */
{
  kind: 'full-jitter';
  baseMs: number;
  capMs: number;
  firstExponent: 0 | 1;
} |
/** min(base * 2^n + uniform(0, jitter), cap). */
{
  kind: 'additive-jitter';
  baseMs: number;
  jitterMs: number;
  capMs: number;
  firstExponent: 0 | 1;
} |
/** uniform(min, max). */
{
  kind: 'uniform';
  minMs: number;
  maxMs: number;
};
/**
 * The delay before a retry, in milliseconds.
 *
 * @param retry counts retries from 0: 0 before the second attempt
 * @param random uniform in [0, 1)
 */
declare function backoffDelayMs(backoff: Backoff, retry: number, random: () => number): number;
/** What an attempt's end says about the upstream. */
type ResultClass = 'ok' | 'throttled' | 'transient' | 'permanent' | 'payment';
/** How one trip over the wire went wrong before there was a status. */
type TransportFailure = 'network' | 'timeout';
/** What a rule decides. */
interface Classification {
  class: ResultClass;
  retry: boolean;
  /** Instead of the contract's own backoff. */
  backoff?: Backoff;
}
/** Matches a status, or a range of them with both ends included. */
interface StatusRule extends Classification {
  status: number | readonly [number, number];
}
/** Matches an attempt that got no response. */
interface FailureRule extends Classification {
  failure: TransportFailure;
}
/** The first rule that matches decides; what none matches is permanent and not retried. */
type Rule = StatusRule | FailureRule;
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
}
/**
 * Says when to open: by the share of failures over a rolling time window. The
 * window is rotated when it is read, so idle time ages it as well (cockatiel's
 * SamplingBreaker keeps failures of an hour ago after idling), and no timer runs.
 */
declare class RollingRatioBreaker implements IBreaker {
  #private;
  constructor(rule: RollingRatio, clock?: Clock);
  get state(): unknown;
  set state(buckets: unknown);
  success(state: CircuitState): void;
  failure(_state: CircuitState): boolean;
}
/**
 * A policy of ours used by itself, or in cockatiel's `wrap()`. The pipeline
 * does not come this way: it needs the policies' parts in an order of its own.
 */
declare abstract class StandalonePolicy implements IPolicy {
  #private;
  readonly _altReturn: never;
  protected readonly clock: Clock;
  readonly onSuccess: Event<ISuccessEvent>;
  readonly onFailure: Event<IFailureEvent>;
  constructor(clock?: Clock);
  /** Runs `fn` under this policy. A listener that throws does not change what the caller gets. */
  execute<T>(fn: (context: IDefaultPolicyContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
  protected abstract guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';
/** When a circuit breaker opens and how it recovers. */
interface BreakerSettings extends RollingRatio {
  openMs: number;
  /** Attempts let through while half-open; each must succeed. */
  probes: number;
  /** The classes of result that count as failures; any other shows an upstream that works. */
  counts: readonly ('throttled' | 'transient' | 'permanent')[];
}
interface CircuitBreakerOptions {
  /** When to open: ours, or any of cockatiel's. */
  breaker: IBreaker;
  openMs: number;
  /** Default 1. */
  probes?: number;
  clock?: Clock;
  /** What it throws is ignored. */
  onChange?: (from: CircuitStateName, to: CircuitStateName) => void;
}
/** `ignored` is neither success nor failure: cancelled, or refused for another reason. */
type AttemptVerdict = 'success' | 'failure' | 'ignored';
/** An attempt that the breaker let through; its verdict counts only in the state it started in. */
interface Admission {
  readonly generation: number;
}
/**
 * Stops attempts while most of them fail. Half-open, it lets `probes` attempts
 * through and refuses the others at once; all probes must succeed to close it.
 * A result that arrives after the state has changed decides nothing.
 */
declare class CircuitBreaker extends StandalonePolicy {
  #private;
  /** @throws OptionError if `openMs` or `probes` is not a whole number of at least 1 */
  constructor(options: CircuitBreakerOptions);
  get state(): CircuitState;
  /**
   * Reserves nothing.
   *
   * @throws EvenkeelError `EVK_CIRCUIT_OPEN` if an attempt would be refused now
   */
  peek(): void;
  /** Takes a probe if half-open. Whoever is admitted owes a {@link settle}. */
  admit(): Admission;
  settle(admission: Admission, verdict: AttemptVerdict): void;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
type WaitCause = 'backoff' | 'gate' | 'rate' | 'bulkhead';
/** An attempt's class, or `cancelled` where its caller did not wait for the end. */
type AttemptResult = ResultClass | 'cancelled';
interface OfCall {
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
} | (OfCall & {
  type: 'attempt-started';
  attempt: number;
}) | (OfCall & {
  type: 'attempt-ended';
  attempt: number;
  result: AttemptResult;
  durationMs: number;
  status: number | undefined;
}) | (OfCall & {
  type: 'call-ended';
  outcome: CallOutcome;
  durationMs: number;
  attempts: number;
  code: ErrorCode | undefined;
}) | (OfCall & {
  type: 'retry-scheduled';
  attempt: number;
  delayMs: number;
  reason: ResultClass;
  hinted: boolean;
}) | (OfCall & {
  type: 'retries-exhausted';
  reason: ResultClass;
}) | (OfCall & {
  type: 'wait-started';
  cause: WaitCause;
}) | (OfCall & {
  type: 'wait-ended';
  cause: WaitCause;
  durationMs: number;
}) | (OfCall & {
  type: 'rate-limited';
  source: 'upstream' | 'local';
}) | (OfCall & {
  type: 'gate-closed';
  forMs: number;
}) | {
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
  path: string;
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
/** The same trip as `via`, counted under a name of its own. */
interface OperationAlias<O extends string = string> {
  via: O;
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
  tiers: Record<T, Tier>;
  defaultTier: NoInfer<T>;
  operations: Record<O, Operation | OperationAlias<NoInfer<O>>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  breaker: BreakerSettings;
  objectives: readonly (Objective & {
    operations: readonly NoInfer<O>[];
  })[];
  /** JSON pointers to what no guide gives: our choice, configurable. */
  ours: readonly string[];
}
interface ClientOptions {
  /** Default: the environment variable that the contract names. */
  apiKey?: string;
  /** Default: the contract's. */
  tier?: string;
  /** Where the API is, such as `https://api.example.com`; its path is put before the operations' own. */
  baseUrl: string;
  /**
   * Calls that may wait at once, for the gate, a permit or a slot; those beyond it are rejected. Default 1,000.
   * Batches are not counted: they take a payload only when there is room for it.
   */
  maxQueued?: number;
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
}
/** What every provider's client can do. */
interface ClosableClient {
  /**
   * Refuses new calls, waits for those under way and closes all connections. May be called again, to cancel them.
   *
   * @param options.signal cancels those that are still under way when it aborts
   */
  close(options?: {
    signal?: AbortSignal;
  }): Promise<void>;
}
/** Nimbus: batch inference. Numbers that its guide does not give are listed in `ours`. */
declare const nimbusProfile: {
  readonly schema: 1;
  readonly name: 'nimbus';
  readonly title: 'Nimbus';
  readonly keyEnv: 'NIMBUS_API_KEY';
  readonly keyPrefix: 'nmb_';
  readonly tiers: {
    readonly free: {
      readonly ceiling: {
        readonly max: 10;
        readonly unit: 'attempt';
        readonly scope: 'key';
        readonly retryAfterMs: 1000;
      };
      readonly windows: readonly [{
        readonly resource: 'requests';
        readonly limit: 300;
        readonly windowMs: 10000;
        readonly starts: 'first-hit';
        readonly counts: 'admitted';
        readonly scope: readonly ["key"];
        readonly penaltyMs: 0;
      }];
      readonly pool: {
        readonly connections: 10;
        readonly keepAlive: 4;
      };
    };
    readonly pro: {
      readonly ceiling: {
        readonly max: 50;
        readonly unit: 'attempt';
        readonly scope: 'key';
        readonly retryAfterMs: 1000;
      };
      readonly windows: readonly [{
        readonly resource: 'requests';
        readonly limit: 3000;
        readonly windowMs: 10000;
        readonly starts: 'first-hit';
        readonly counts: 'admitted';
        readonly scope: readonly ["key"];
        readonly penaltyMs: 0;
      }];
      readonly pool: {
        readonly connections: 50;
        readonly keepAlive: 20;
      };
    };
    readonly enterprise: {
      readonly ceiling: {
        readonly max: 200;
        readonly unit: 'attempt';
        readonly scope: 'key';
        readonly retryAfterMs: 1000;
      };
      readonly windows: readonly [{
        readonly resource: 'requests';
        readonly limit: 12000;
        readonly windowMs: 10000;
        readonly starts: 'first-hit';
        readonly counts: 'admitted';
        readonly scope: readonly ["key"];
        readonly penaltyMs: 0;
      }];
      readonly pool: {
        readonly connections: 200;
        readonly keepAlive: 80;
      };
    };
  };
  readonly defaultTier: 'pro';
  readonly operations: {
    readonly infer: {
      readonly method: 'POST';
      readonly path: '/v1/infer';
      readonly idempotency: 'safe';
      readonly attemptTimeoutMs: 30000;
      readonly deadlineMs: 120000;
      readonly emulate: {
        readonly latencyMedianMs: 80;
        readonly latencySigma: 0.3;
      };
    };
    readonly infer_batch: {
      readonly via: 'infer';
    };
  };
  readonly hints: readonly [{
    readonly in: 'header';
    readonly name: 'retry-after';
    readonly resource: 'requests';
    readonly means: 'retry-after';
    readonly format: 'retry-after';
    readonly sentOn: 'all';
    readonly actsOn: '429-or-zero-remaining';
  }, {
    readonly in: 'header';
    readonly name: 'x-ratelimit-remaining';
    readonly resource: 'requests';
    readonly means: 'remaining';
    readonly format: 'integer';
    readonly sentOn: 'all';
    readonly actsOn: '429-or-zero-remaining';
  }];
  readonly rules: readonly [{
    readonly status: readonly [200, 299];
    readonly class: 'ok';
    readonly retry: false;
  }, {
    readonly status: 429;
    readonly class: 'throttled';
    readonly retry: true;
  }, {
    readonly status: readonly [500, 599];
    readonly class: 'transient';
    readonly retry: true;
  }, {
    readonly failure: 'network';
    readonly class: 'transient';
    readonly retry: false;
  }, {
    readonly failure: 'timeout';
    readonly class: 'transient';
    readonly retry: false;
  }];
  readonly retry: {
    readonly maxAttempts: 4;
    readonly backoff: {
      readonly kind: 'additive-jitter';
      readonly baseMs: 1000;
      readonly jitterMs: 1000;
      readonly capMs: 60000;
      readonly firstExponent: 0;
    };
    readonly hintJitter: {
      readonly kind: 'uniform';
      readonly minMs: 0;
      readonly maxMs: 1000;
    };
    readonly hintMarginMs: 25;
    readonly maxHintMs: 3600000;
  };
  readonly breaker: {
    readonly window: {
      readonly sizeMs: 10000;
      readonly buckets: 10;
    };
    readonly minimumCalls: 20;
    readonly errorRatio: 0.5;
    readonly compare: '>';
    readonly openMs: 5000;
    readonly probes: 1;
    readonly counts: readonly ["transient"];
  };
  readonly objectives: readonly [{
    readonly name: 'errors';
    readonly sli: 'errors';
    readonly operations: readonly ["infer", "infer_batch"];
    readonly objective: 0.99;
    readonly bad: readonly ["error", "rejected"];
    readonly excluded: readonly ["cancelled"];
    readonly minSamples: 100;
    readonly alert: {
      readonly windowMs: 300000;
      readonly forMs: 60000;
    };
  }, {
    readonly name: 'latency';
    readonly sli: 'latency';
    readonly of: 'call';
    readonly operations: readonly ["infer"];
    readonly objective: 0.99;
    readonly outcomes: readonly ["ok"];
    readonly thresholdMs: 2000;
    readonly minSamples: 100;
    readonly alert: {
      readonly windowMs: 300000;
      readonly forMs: 60000;
    };
  }];
  readonly ours: readonly ["/tiers/free/ceiling/retryAfterMs", "/tiers/free/windows", "/tiers/free/pool/keepAlive", "/tiers/pro/ceiling/retryAfterMs", "/tiers/pro/windows", "/tiers/enterprise/ceiling/retryAfterMs", "/tiers/enterprise/windows", "/tiers/enterprise/pool/keepAlive", "/operations/infer/deadlineMs", "/operations/infer/emulate", "/retry/backoff/firstExponent", "/retry/hintJitter", "/retry/hintMarginMs", "/retry/maxHintMs", "/breaker", "/objectives/0/minSamples", "/objectives/0/alert", "/objectives/1/objective", "/objectives/1/thresholdMs", "/objectives/1/minSamples", "/objectives/1/alert"];
};
interface InferPayload {
  prompt: string;
}
interface Inference {
  id: string;
  output: string;
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
  };
}
interface NimbusOptions extends ClientOptions {
  /** Which limits hold for the key. Default `pro`. */
  tier?: keyof typeof nimbusProfile.tiers;
  /** Numbers other than the shipped ones, for an API that was configured otherwise. */
  contract?: ProviderContract;
}
interface NimbusClient extends ClosableClient {
  /**
   * Runs one inference.
   *
   * @throws EvenkeelError if it failed for good: its `code` says why
   */
  infer(payload: InferPayload, options?: CallOptions): Promise<Inference>;
  /**
   * Runs an inference for each payload, as many at once as the tier allows, and
   * resolves to how each settled, in the payloads' order. One that fails never
   * ends the others.
   */
  inferAll(payloads: Payloads<InferPayload>, options?: BatchOptions): Promise<PromiseSettledResult<Inference>[]>;
  /** The same, yielding each result as soon as all before it are there: for inputs that do not fit in memory. */
  inferStream(payloads: Payloads<InferPayload>, options?: BatchOptions): AsyncGenerator<PromiseSettledResult<Inference>, void, undefined>;
}
/**
 * A client for Nimbus that keeps to the tier's limits, and to what the server says.
 *
 * @throws OptionError if an option cannot be used
 */
declare function createClient({ contract, ...options }: NimbusOptions): NimbusClient;
declare namespace index_d_exports {
  export { InferPayload, Inference, NimbusClient, NimbusOptions, createClient, nimbusProfile as profile };
}
interface NodeTransportOptions {
  /** Open at once, at most. */
  connections: number;
  /** Of these, how many stay open while idle. */
  keepAlive: number;
  /** A longer body ends the attempt as a network failure. Default 16 MiB. */
  maxBodyBytes?: number;
}
/**
 * Node.js's own HTTP client with a pool: its agent can bound the idle
 * connections apart from the open ones, as the contract does. Redirects are
 * not followed, so the key never reaches another origin.
 */
declare class NodeTransport implements Transport {
  #private;
  constructor({ connections, keepAlive, maxBodyBytes }: NodeTransportOptions);
  send({ method, url, headers, body, signal }: TransportRequest): Promise<TransportResponse>;
  close(): void;
}
interface BulkheadOptions {
  /** In flight at once; at least 1. */
  limit: number;
  /** Calls that may wait for a slot; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}
/** Caps what is in flight; those above the limit wait in order of arrival, and nobody overtakes them. */
declare class Bulkhead extends StandalonePolicy {
  #private;
  readonly limit: number;
  /** @throws OptionError if `limit` or `maxQueued` is not a whole number in its range */
  constructor(options: BulkheadOptions);
  get inFlight(): number;
  get queued(): number;
  /** Takes a slot if one is free and nobody waits for it. */
  tryAcquire(): boolean;
  /**
   * Waits for a slot; whoever gets one owes a {@link release}.
   *
   * @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if the queue is full
   */
  acquire(call: Waiting): Promise<void>;
  release(): void;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
/**
 * A pause that the server told: while it lasts, no call of this client is
 * sent. Of several pauses the longest holds.
 */
declare class Gate extends StandalonePolicy {
  #private;
  /** `onOpen` runs before the first waiting call goes on. */
  constructor(clock?: Clock, onOpen?: () => void);
  get closed(): boolean;
  get waiting(): number;
  /** Closes the gate for `forMs` from now, or leaves it closed for longer. Returns whether that made the pause longer. */
  close(forMs: number): boolean;
  /**
   * Waits until the gate is open.
   *
   * @throws EvenkeelError `EVK_GATE_CLOSED` at once if that would be after the call's deadline
   */
  pass(call: Waiting): Promise<void>;
  /** Forgets the pause and its timer: for a client that is being closed. */
  dispose(): void;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
export { type Backoff, type BatchOptions, type BatchProgress, Bulkhead, type BulkheadOptions, type CallOptions, CircuitBreaker, type CircuitBreakerOptions, type ClientOptions, type Clock, type ErrorCode, EvenkeelError, type EventSink, Gate, NodeTransport, type NodeTransportOptions, OptionError, type Payloads, type Random, type ResilienceEvent, type RollingRatio, RollingRatioBreaker, type Transport, type TransportRequest, type TransportResponse, backoffDelayMs, errorCodes, isEvenkeelError, index_d_exports as nimbus, systemClock, systemRandom };