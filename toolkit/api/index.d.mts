import { CircuitState, Event, FailureReason, IBackoffFactory, IBreaker, IDefaultPolicyContext, IFailureEvent, IPolicy, IRetryBackoffContext, ISuccessEvent, Policy } from "cockatiel";
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
 * The delay before a retry, in milliseconds.
 *
 * @param retry counts retries from 0: 0 before the second attempt
 * @param random uniform in [0, 1)
 * @param previousMs what this returned before the call's last retry, if there was one; only decorrelated jitter asks.
 * A delay that the server told is none of these: a long one would make all later ones long
 */
declare function backoffDelayMs(backoff: Backoff, retry: number, random: () => number, previousMs?: number): number;
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
/**
 * Says when to open: by the share of failures over a rolling time window, or by
 * the share of slow successes. Half-open, a slow probe has not shown that the
 * upstream has recovered.
 */
declare class RollingRatioBreaker implements BreakerRule {
  #private;
  /** @throws OptionError if the window, or a number, or `compare` cannot be used */
  constructor(rule: RollingRatio, clock?: Clock);
  get state(): unknown;
  /** @throws OptionError for what no such breaker stored */
  set state(stored: unknown);
  success(state: CircuitState): void;
  succeeded(state: CircuitState, durationMs: number): boolean;
  failure(_state: CircuitState): boolean;
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
/**
 * What Nerox's bodies hold, in the API's own names. Times are RFC 3339 with whole milliseconds; GPU-seconds have three
 * decimals.
 */
type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
interface JobProgress {
  iteration: number;
  iterations: number;
  /** null: it has none yet. */
  best_energy: number | null;
}
/** What a job found. For `tsp`: the length of the tour, and the cities in their order. */
interface JobResult {
  best_energy: number;
  tour?: readonly number[];
  [more: string]: unknown;
}
interface JobSnapshot {
  id: string;
  problem_type: string;
  idempotency_key: string | null;
  status: JobStatus;
  submitted_at: string;
  started_at: string | null;
  ended_at: string | null;
  /** Until it has converged. */
  estimated_gpu_seconds: number;
  /** null until it has ended; 0 for one that never started. */
  billed_gpu_seconds: number | null;
  progress: JobProgress;
  /** Of one that succeeded, or was cancelled when it had found something. Events of a running job leave it out. */
  result?: JobResult | null;
  /** Set where it failed. `code` is such as `invalid_input`, `out_of_memory`, `preempted`, `timeout`. */
  error: {
    code: string;
    message: string;
  } | null;
}
declare const toDate: (text: string) => Date;
type Instant = ReturnType<typeof toDate>;
interface Usage {
  /** Billed in this period, for jobs that have ended. */
  used_gpu_seconds: number;
  /** In the plan, a period. */
  included_gpu_seconds: number;
  /** What is to be paid beyond the plan, in US dollars. */
  overage_usd: number;
  period_start: Instant;
  period_end: Instant;
  running_jobs: number;
  queued_jobs: number;
}
interface KeyInfo {
  plan: string;
  scopes: readonly string[];
}
/** How long it ran, by the API's own clock; 0 for one that has not started. */
declare function ranMs({ started_at, ended_at }: JobSnapshot): number;
/** What happened to a job. */
interface JobEvent {
  /** Grows from event to event: the API's own, but where a poll told what happened. */
  id: number;
  /** `status`: it was queued, or has started; `progress`: it found something better; `end`: the last one. */
  type: 'status' | 'progress' | 'end';
  status: JobStatus;
  /** null: it has found nothing yet. */
  best_energy: number | null;
  iteration: number;
  iterations: number;
  /** GPU time that it has taken; at its end, what is billed. */
  gpu_seconds: number;
  /** Of `status` and `end`; with the result at its end. */
  job?: JobSnapshot;
}
interface WaitOptions {
  /** From now, the time in the queue included, in milliseconds; at least 0. Default 600,000. */
  timeoutMs?: number;
  /** Ends the wait. */
  signal?: AbortSignal;
  /** Whether a job whose wait times out, or is aborted, is cancelled: nobody pays for what nobody waits for. Default true. */
  cancelOnTimeout?: boolean;
}
interface CancelOptions {
  /**
   * `good-enough`: what it has found is what was wanted. Then it ends well, and {@link Job.wait} resolves with that.
   * Default `not-wanted`.
   */
  because?: 'not-wanted' | 'good-enough';
}
/** A job that was submitted, watched to its end whether or not somebody waits for it. */
interface Job {
  readonly id: string;
  readonly problemType: string;
  /** null: it was submitted without one. */
  readonly idempotencyKey: string | null;
  /** What is known of it by now, as the API says it. */
  readonly snapshot: JobSnapshot;
  /** Whether its end is known. */
  readonly ended: boolean;
  /**
   * Waits for its end.
   *
   * @throws JobFailedError `EVK_JOB_FAILED`: submitting it again will not help
   * @throws JobTimeoutError `EVK_JOB_TIMEOUT`, with what is billed for it
   * @throws JobCancelledError `EVK_CANCELLED`, with what is billed for it: by the signal, by {@link cancel} or elsewhere
   * @throws OptionError if `timeoutMs` cannot be used
   */
  wait(options?: WaitOptions): Promise<JobResult>;
  /**
   * What a job that has ended found; of a cancelled one the best so far.
   *
   * @throws EvenkeelError `EVK_JOB_NOT_ENDED` as long as it runs, since a wait needs a time-out: see {@link wait}
   * @throws JobFailedError JobTimeoutError JobCancelledError where there is no result, as {@link wait} does
   */
  result(): Promise<JobResult>;
  /**
   * Ends it, so that it costs no more. One that has ended stays as it is.
   *
   * @returns its state, with the bill
   * @throws EvenkeelError if the API could not be told; the client goes on trying
   */
  cancel(options?: CancelOptions): Promise<JobSnapshot>;
  /** Asks the API for its state now, which the stream tells only when it has found something better. */
  refresh(options?: {
    signal?: AbortSignal;
  }): Promise<JobSnapshot>;
  /**
   * Its events from the first on, each once and in order, to the last one of type `end`; of a long job the first
   * improvements are forgotten. Any number may listen. It ends quietly when the signal aborts.
   *
   * @throws JobFailedError for a job that the API knows no more
   */
  stream(options?: {
    signal?: AbortSignal;
  }): AsyncGenerator<JobEvent, void, undefined>;
}
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
/**
 * How many attempts may be in flight at once where the API's ceiling is not
 * known, or changes. It has no timers and admits nobody: {@link AdaptiveBulkhead}
 * does.
 *
 * - It climbs by one for each success while the limit is used, up to a target.
 *   Once a whole round was accepted there, the next target is 1, 2, 4, 8 ...
 *   higher: a few that were accepted prove little, since some of those in
 *   flight here have not reached the server, or have left it already.
 * - It stops at each known ceiling. Where one more is accepted, the ceiling must
 *   be another one, and the next known one is the target.
 * - A refusal takes a tenth, or what lies above the nearest known ceiling. If
 *   what leaves under this lower limit is refused before anything is accepted,
 *   the ceiling has fallen: down to the next known one, or to half.
 * - What left before the last decrease decides nothing, so that a burst of
 *   refusals is one decrease. But where more is refused of what was in flight,
 *   the limit goes down to what is left: no more than that has been accepted.
 * - It stays below what was refused for a number of successes, doubled each time
 *   that going beyond fails.
 * - A server that queues instead of refusing is seen by its latency: that halves
 *   the limit. If it is no faster then, the limit goes down to where latency was
 *   first measured, to find out whether what is in flight is the reason.
 */
declare class AdaptiveLimit {
  #private;
  /** @throws OptionError if an option is not a number in its range */
  constructor(options?: AdaptiveLimitOptions);
  /** A whole number from `min` to `max`. */
  get limit(): number;
  /**
   * To be called when an attempt leaves; whoever does owes a {@link settle}, at best before its slot is handed on. One
   * that leaves above the limit was let in before that was lowered, so it decides nothing.
   *
   * @param inFlight how many are in flight now, the one that leaves included
   */
  start(inFlight: number): AdaptiveSample;
  /**
   * @param outcome `failure`: the server refused the attempt since too many were in flight. `ignored`: it says nothing of
   * the ceiling, such as what was cancelled, lost or failed, what another policy refused, or a 429 because a *window's*
   * requests are used up
   */
  settle(sample: AdaptiveSample, outcome: Outcome): void;
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
type BulkheadOptions = SlotsOptions;
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
/** Neura: an agent API behind a router. Numbers that its guide does not give are listed in `ours`. */
declare const neuraProfile: ProviderContract<"standard", "agent_call" | "discover" | "invoice_pay" | "invoice_replay">;
/** Nimbus: batch inference. Numbers that its guide does not give are listed in `ours`. */
declare const nimbusProfile: ProviderContract<"enterprise" | "free" | "pro", "infer" | "infer_batch">;
/** Nerox: GPU optimisation jobs. Numbers that its guide does not give are listed in `ours`. */
declare const neroxProfile: ProviderContract<"developer" | "scale" | "team", "job" | "job_cancel" | "job_find" | "job_get" | "job_stream" | "key" | "submit" | "usage">;
/** A submit that the rate limit, or that of jobs at once, refused until no attempt was left; it is the last refusal. */
declare class RateLimitError extends EvenkeelError {
  constructor(last: EvenkeelError);
}
/** What is known of a job that did not end well. */
interface JobFacts {
  jobId: string;
  /** What it cost; undefined where it has not ended, as far as is known. */
  billedGpuSeconds: number | undefined;
}
declare class JobError extends EvenkeelError {
  readonly jobId: string;
  readonly billedGpuSeconds: number | undefined;
  constructor(code: ErrorCode, what: string, { jobId, billedGpuSeconds }: JobFacts, details?: ErrorDetails);
}
/** The job failed. It is not tried again: its input must be mended. */
declare class JobFailedError extends JobError {
  /** The API's own code, such as `invalid_input`; `not_found` for a job that it knows no more. */
  readonly reason: string;
  constructor(reason: string, what: string, facts: JobFacts, details?: ErrorDetails);
}
/** The job did not end in the time that its wait allowed. */
declare class JobTimeoutError extends JobError {
  constructor(what: string, facts: JobFacts, details?: ErrorDetails);
}
/** The job was cancelled, by this client or by somebody else. */
declare class JobCancelledError extends JobError {
  /** @param code `EVK_JOB_LEFT` where it may be running still */
  constructor(what: string, facts: JobFacts, details?: ErrorDetails, code?: 'EVK_CANCELLED' | 'EVK_JOB_LEFT');
}
interface BudgetFacts {
  /** The budget of this client's life, or that of the API's period. */
  budget: 'run' | 'period';
  limitGpuSeconds: number;
  /** Billed already, and forecast for the jobs that have not ended. */
  committedGpuSeconds: number;
  /** For the job that was not submitted. */
  forecastGpuSeconds: number;
}
/** The job was not submitted: it would take more than a budget leaves. */
declare class BudgetExceededError extends EvenkeelError implements BudgetFacts {
  readonly budget: 'run' | 'period';
  readonly limitGpuSeconds: number;
  readonly committedGpuSeconds: number;
  readonly forecastGpuSeconds: number;
  constructor(facts: BudgetFacts);
}
/** The key is not allowed what this client is going to do. */
declare class MissingScopeError extends EvenkeelError {
  readonly missing: readonly string[];
  readonly granted: readonly string[];
  constructor(missing: readonly {
    scope: string;
    operations: readonly string[];
  }[], granted: readonly string[]);
}
/** What a failed submit's error has beside it: with this key the job can be found, or submitted again. */
interface OfSubmit {
  idempotencyKey: string;
}
declare const isRateLimitError: (error: unknown) => error is RateLimitError;
declare const isJobFailedError: (error: unknown) => error is JobFailedError;
declare const isJobTimeoutError: (error: unknown) => error is JobTimeoutError;
declare const isJobCancelledError: (error: unknown) => error is JobCancelledError;
declare const isBudgetExceededError: (error: unknown) => error is BudgetExceededError;
declare const isMissingScopeError: (error: unknown) => error is MissingScopeError;
interface BudgetInfo extends BudgetFacts {
  problemType: string;
}
interface SpendOptions {
  /** For the jobs of this client, in GPU-seconds. Default: no budget. */
  perRunGpuSeconds?: number;
  /**
   * For the account in the API's period, in GPU-seconds: what the API has billed, and the jobs of this client. What other
   * processes run counts once it has ended. Default: no budget.
   */
  perPeriodGpuSeconds?: number;
  /** What a job may take, until the API has estimated it; give rather too much than too little. */
  forecastGpuSeconds: number | ((problemType: string, payload: unknown) => number);
  /**
   * What becomes of a job that would take more than a budget leaves: `refuse` it; submit it, and only report it; or ask,
   * and submit it where the answer is true. Default `refuse`.
   */
  onExceeded?: 'refuse' | 'warn' | ((info: BudgetInfo) => boolean | Promise<boolean>);
  /** What becomes of a job when the usage cannot be had. Allowed, it is checked against the last that was. Default `refuse`. */
  onUsageUnavailable?: 'refuse' | 'allow';
  /** How old the usage may be that a job is checked against, in milliseconds. Default 10,000. */
  usageMaxAgeMs?: number;
}
/** A submit that was about to be sent. */
interface Submission {
  idempotencyKey: string;
  problemType: string;
}
/**
 * Remembers beyond the life of a process which jobs it may have submitted: what
 * it leaves behind runs on, and costs. See {@link NeroxClient.recover}.
 */
interface SubmissionLog {
  /** Must not resolve before it would survive the process: the submit is sent then. The same key may come again. */
  submitting(entry: Submission): Promise<void>;
  /** Nothing of it is left to be looked for. A key that is not known is none of its concern. */
  ended(idempotencyKey: string): Promise<void>;
  /** Those that have not ended, in the order of their submits, each key once. */
  pending(): Promise<Submission[]>;
}
interface RecoverOptions {
  /** What becomes of a job that still runs: this client watches it on, or cancels it. */
  action: 'adopt' | 'cancel';
  signal?: AbortSignal;
}
interface Recovered {
  /** They run; each is watched, and takes a slot. Empty where they are cancelled. */
  adopted: Job[];
  /** They have ended: before, or cancelled now. */
  ended: Job[];
  /** The API has never heard of them. They stay in the log: submit them again with the same key, or end them there. */
  neverArrived: Submission[];
  /** What could not be asked for, or cancelled, now. They stay in the log. */
  failed: {
    submission: Submission;
    error: EvenkeelError;
  }[];
}
interface NeroxOptions extends ClientOptions {
  /** The key's plan. Default `developer`. */
  tier?: keyof typeof neroxProfile.tiers;
  /** Jobs at once, where that is not the plan's. */
  ceiling?: number;
  /** Budgets of GPU-seconds, checked before each submit. Default: none. */
  spend?: SpendOptions;
  /** Remembers submits beyond the life of this process: see {@link NeroxClient.recover}. Default: nothing does. */
  submissions?: SubmissionLog;
  /** Numbers other than the shipped ones, for an API that was configured otherwise: made by `defineProvider()`. */
  contract?: ProviderContract;
}
interface TspProblem {
  /** The distance from each city to each other one: as many rows as columns, of at least 0, the same both ways. */
  distanceMatrix: readonly (readonly number[])[];
  solver?: 'gpu' | 'cpu';
  /** The same again gives the same answer. A whole number. */
  seed?: number;
  /** Default: the API's, 4. */
  restarts?: number;
  /** Of each restart. Default: the API's, 400,000. */
  iterations?: number;
  /** GPU time from its start, after which the API ends it as failed. Default: the API's, 3,600. */
  timeoutSeconds?: number;
}
interface NeroxClient extends ManagedClient {
  optimize: {
    /**
     * Submits a job. It holds one of the plan's slots until it has ended, and is watched to its end.
     *
     * With the same idempotency key it is the same job. Where no key is given and the answer is lost, the job is looked
     * for and cancelled; with a key of your own it is watched, and {@link NeroxClient.jobs} has it.
     *
     * @throws RateLimitError `EVK_THROTTLED` after the contract's attempts; nothing else is retried
     * @throws BudgetExceededError `EVK_BUDGET_EXCEEDED`: see `spend`
     * @throws EvenkeelError if it was not submitted, or whether it was is not known; its `idempotencyKey` tells by which
     * key to look for it
     */
    submit(problemType: string, payload: object, options?: CallOptions): Promise<Job>;
    /** Submits a travelling salesman's problem, as {@link submit} does. */
    tsp(problem: TspProblem, options?: CallOptions): Promise<Job>;
  };
  jobs: {
    /**
     * A job by its id. One that runs is watched from now on and takes a slot; of one that had ended before nothing is
     * reported.
     *
     * @throws EvenkeelError with `status` 404 for one that the API does not know
     */
    get(id: string, options?: Pick<CallOptions, 'signal'>): Promise<Job>;
    /** A job by the key that it was submitted with, as {@link get} does; undefined where there is none. */
    find(idempotencyKey: string, options?: Pick<CallOptions, 'signal'>): Promise<Job | undefined>;
  };
  usage: {
    /** What was used in the API's period, and what the plan includes. In GPU-seconds and US dollars. */
    get(options?: Pick<CallOptions, 'signal'>): Promise<Usage>;
  };
  /**
   * Finds the jobs that are in `submissions` and have not ended, such as those of a process that has died: to be called
   * at start, before anything is submitted.
   *
   * @throws OptionError where there are no `submissions`
   */
  recover(options: RecoverOptions): Promise<Recovered>;
  /**
   * Checks what the key is allowed, and resolves once it is known what other processes leave to this one.
   *
   * @param options.scopes what is needed. Default: what all operations need
   * @returns the key's plan and scopes
   * @throws MissingScopeError `EVK_SCOPE_MISSING`: which scope is missing, and what for
   * @throws EvenkeelError if the key could not be checked, such as with `status` 401 for a wrong one
   */
  ready(options?: {
    scopes?: readonly string[];
  }): Promise<KeyInfo>;
  /**
   * Refuses new jobs, waits for those that run and closes all connections. May be called again, to wait no longer.
   *
   * @throws OptionError where jobs are to be left and there are no `submissions`
   */
  close(options?: CloseOptions): Promise<void>;
}
interface CloseOptions {
  /** Ends the wait for the jobs that still run, when it aborts. */
  signal?: AbortSignal;
  /**
   * What becomes then of the jobs that still run. `cancel`, the default: they are cancelled, and those that cannot be
   * are left. `leave`: they run on, and stay in `submissions`, where {@link NeroxClient.recover} finds them. Whoever
   * waits for a job that is left gets an error with the code `EVK_JOB_LEFT`.
   */
  jobs?: 'cancel' | 'leave';
}
/**
 * A client for Nerox that keeps to its plan's limits and watches each job to its end.
 *
 * @throws OptionError if an option cannot be used
 */
declare function createClient$2(options: NeroxOptions): NeroxClient;
interface FileSubmissionLog extends SubmissionLog {
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}
/**
 * A log in a file of JSON lines, for one process at a time. Each submit is on the disk before it is sent; those that
 * come while the disk is busy share its next write. When it is opened, what has ended is left out; a last line that was
 * cut off by a crash was never sent.
 *
 * @param path of the file; its directory must exist
 */
declare function createFileSubmissionLog(path: string): FileSubmissionLog;
interface PlateauOptions {
  /** The least part of the energy that counts as an improvement; from 0 up. Default 0.001. */
  minImprovement?: number;
  /** The part of its GPU time that a job may spend without an improvement, above 0 and at most 1. Default 0.3. */
  share?: number;
  /**
   * GPU time without an improvement below which no job is ended, in GPU-seconds. Default: a tenth of what the API
   * estimates for it.
   */
  minGpuSeconds?: number;
}
interface SolveProgress {
  energy: number;
  /** (energy - knownOptimal) / knownOptimal; undefined where no optimum is known. */
  gap: number | undefined;
  gpuSeconds: number;
  iteration: number;
}
interface SolveOptions {
  /** The gap that is good enough, such as 0.005. Needs `knownOptimal`. */
  targetGap?: number;
  /** The energy of the optimum, or a bound that it cannot be below; above 0. */
  knownOptimal?: number;
  /** Ends a job that finds nothing more that is worth its price. Default: no such rule. */
  plateau?: PlateauOptions;
  /** For the whole job, in milliseconds; then it is cancelled. Default 600,000. */
  timeoutMs?: number;
  /** Ends the wait, and cancels the job. */
  signal?: AbortSignal;
  /** Hears of each improvement. What it throws cancels the job and ends the wait. */
  onProgress?: (progress: SolveProgress) => void;
  /** How often a job that says nothing is asked how far it is, for the plateau's rule, in milliseconds. Default 1,000. */
  pollMs?: number;
  /** Default: the system's. */
  clock?: Clock;
}
interface Solution {
  /** Of the best that the job had found when it ended. */
  energy: number;
  tour: readonly number[] | undefined;
  result: JobResult;
  /** Undefined where no optimum is known. */
  gap: number | undefined;
  /** `gap`, `plateau`: it was cancelled since that was reached; `completed`: it ended by itself. */
  reason: 'gap' | 'plateau' | 'completed';
  billedGpuSeconds: number;
  /** To the end by itself. */
  estimatedGpuSeconds: number;
  savedGpuSeconds: number;
}
/**
 * Waits until a job's solution is good enough and cancels it then, so that nothing beyond is paid for. A job that ends
 * at the same moment ends as it does; with neither `targetGap` nor `plateau` it ends by itself.
 *
 * @returns the job's state at its end, as the API has it
 * @throws JobFailedError JobTimeoutError JobCancelledError as {@link Job.wait} does
 * @throws OptionError if an option cannot be used; the job is cancelled then
 */
declare function solveUntil(job: Job, options: SolveOptions): Promise<Solution>;
declare namespace index_d_exports {
  export { BudgetExceededError, BudgetFacts, BudgetInfo, CancelOptions, CloseOptions, FileSubmissionLog, Job, JobCancelledError, JobEvent, JobFailedError, JobProgress, JobResult, JobSnapshot, JobStatus, JobTimeoutError, KeyInfo, MissingScopeError, NeroxClient, NeroxOptions, OfSubmit, PlateauOptions, RateLimitError, RecoverOptions, Recovered, Solution, SolveOptions, SolveProgress, SpendOptions, Submission, SubmissionLog, TspProblem, Usage, WaitOptions, createClient$2 as createClient, createFileSubmissionLog, isBudgetExceededError, isJobCancelledError, isJobFailedError, isJobTimeoutError, isMissingScopeError, isRateLimitError, neroxProfile as profile, ranMs, solveUntil };
}
/** What Neura's bodies hold. Amounts are in units of their currency. */
interface Price {
  amount: number;
  currency: string;
}
interface Agent {
  id: string;
  name: string;
  network: string;
  description: string;
  /** null: it is free. */
  price: Price | null;
}
interface Invoice extends Price {
  id: string;
  agent: string;
  network: string;
  /** ISO 8601. */
  expiresAt: string;
}
interface AgentResult {
  agent: string;
  output: unknown;
  /** Set for a call that was paid. */
  invoice?: {
    id: string;
    settledAt: string;
  };
}
/** What a client may pay without asking. Amounts are in units of `currency`. */
interface PaymentOptions {
  /** For one call; above 0. */
  maxAmount: number;
  /**
   * For all calls of this client together; above 0. `Infinity` sets no such limit. A payment whose answer was lost is
   * counted; what {@link NeuraClient.settle} pays is not.
   */
  maxTotal: number;
  /** The only one that is paid in, such as `USDC`. */
  currency: string;
}
interface PollOptions {
  /** From the start of one poll to the start of the next, whichever network it goes to; a whole number of at least 1. */
  everyMs: number;
  /** Ends the polling. */
  signal?: AbortSignal;
}
type Network = 'solana' | 'base';
interface NeuraOptions extends ClientOptions {
  /** Which limits hold for the key. Default `standard`. */
  tier?: keyof typeof neuraProfile.tiers;
  /** The networks that this client calls; what names none is spread over them in turns. Default: all. */
  networks?: readonly Network[];
  /** What may be paid for a call without asking. Default: nothing, so that a paid agent's call ends with its invoice. */
  payment?: PaymentOptions;
  /** Numbers other than the shipped ones, for an API that was configured otherwise: made by `defineProvider()`. */
  contract?: ProviderContract;
}
interface NeuraCallOptions extends CallOptions {
  /** Default: the client's networks in turns. */
  network?: Network;
}
interface DiscoverOptions extends Pick<NeuraCallOptions, 'network' | 'signal'> {
  /** Asks again although a list is at hand; not more often than the contract says. Default false. */
  refresh?: boolean;
}
interface NeuraClient extends ManagedClient {
  /**
   * The agents of a network. The list is kept for as long as the contract says, since each question counts against the
   * rate limit; of many who ask at once one asks.
   *
   * @throws EvenkeelError if it failed for good
   */
  discover(options?: DiscoverOptions): Promise<readonly Agent[]>;
  /**
   * Calls an agent. What it costs is paid, and the call replayed, where `payment` allows that.
   *
   * @throws InvoiceError if it was not paid, or not settled: its `invoice` can be given to {@link settle}
   * @throws EvenkeelError if it failed for good: its `code` says why, its message has the upstream's own words
   */
  call(agent: string, input: unknown, options?: NeuraCallOptions): Promise<AgentResult>;
  /**
   * Pays an invoice, whatever `payment` allows, and gets what it is for. Doing it again is harmless: the API takes a
   * payment once, and settles once.
   *
   * @throws InvoiceError if it failed for good
   * @throws OptionError for an invoice that is none, or of a network that this API does not have
   */
  settle(invoice: Invoice, options?: CallOptions): Promise<AgentResult>;
  /** Calls an agent again and again, on the client's networks in turns, until the signal aborts or nobody listens. */
  poll(agent: string, input: unknown, options: PollOptions): AsyncGenerator<{
    network: string;
  } & PromiseSettledResult<AgentResult>, void, undefined>;
  /** Resolves once it is known what other processes leave to this one; at once without a coordinator. */
  ready(): Promise<void>;
}
/**
 * A client for Neura that keeps to its limits, of which the API tells nothing until they are exceeded.
 *
 * @throws OptionError if an option cannot be used
 */
declare function createClient$1(options: NeuraOptions): NeuraClient;
/** How a paid call ended without its result. Its invoice can be settled later: see NeuraClient.settle. */
declare class InvoiceError extends EvenkeelError {
  readonly invoice: Invoice;
  constructor(code: ErrorCode, what: string, invoice: Invoice, details?: ErrorDetails);
}
/** Works across copies of this package, where `instanceof` does not. */
declare function isInvoiceError(error: unknown): error is InvoiceError;
declare namespace index_d_exports$1 {
  export { Agent, AgentResult, DiscoverOptions, Invoice, InvoiceError, Network, NeuraCallOptions, NeuraClient, NeuraOptions, PaymentOptions, PollOptions, Price, createClient$1 as createClient, isInvoiceError, neuraProfile as profile };
}
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
  /** Numbers other than the shipped ones, for an API that was configured otherwise: made by `defineProvider()`. */
  contract?: ProviderContract;
}
interface NimbusClient extends ManagedClient {
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
declare namespace index_d_exports$2 {
  export { InferPayload, Inference, NimbusClient, NimbusOptions, createClient, nimbusProfile as profile };
}
/** Shares a key's limits between the clients of this process that are given it. */
declare function createMemoryCoordinator(): Coordinator;
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
  send(request: TransportRequest): Promise<TransportResponse>;
  open(request: TransportRequest): Promise<TransportStream>;
  resize(connections: number): void;
  close(): void;
}
interface OpossumRuleOptions {
  /** Milliseconds. Default 10,000. */
  rollingCountTimeout?: number;
  /** Default 10. */
  rollingCountBuckets?: number;
  /** Opens above this share of failures among fires, in percent; at exactly this share it stays closed. Default 50. */
  errorThresholdPercentage?: number;
  /** Below this many fires in the window it stays closed. Default 0: then the first failure may open it. */
  volumeThreshold?: number;
  clock?: Clock;
}
/**
 * opossum's rule: `failures / fires`, where a fire is counted when it is asked
 * for, refused or not, so that slow calls under way keep the circuit closed.
 * Its counts are not reset when the circuit closes. Where nobody says what is
 * asked for, as in cockatiel's policy, a fire is counted when it ends.
 */
declare class OpossumRule implements BreakerRule {
  #private;
  /** @throws OptionError for a number out of its range */
  constructor(options?: OpossumRuleOptions);
  get state(): unknown;
  /** @throws OptionError for what no such rule stored */
  set state(stored: unknown);
  asked(): void;
  success(_state: CircuitState): void;
  failure(_state: CircuitState): boolean;
}
/** opossum's own names and defaults, so that its users can copy their options. */
interface OpossumBreakerOptions extends OpossumRuleOptions {
  /** Milliseconds until a trial is let through. Default 30,000. */
  resetTimeout?: number;
}
/**
 * A circuit breaker that opens and closes as opossum's, by its rule and its
 * numbers: `new CircuitBreaker(opossumBreaker({ volumeThreshold: 20 }))`. As in
 * all of ours, a result that comes after the state has changed decides nothing,
 * and refusals by another policy inside are no failures; with opossum both count.
 *
 * @throws OptionError for a number out of its range
 */
declare function opossumBreaker(options?: OpossumBreakerOptions): CircuitBreakerOptions;
/** What one call has spent. It is handed back to {@link RateRule.reconcile} once the true cost is known. */
interface RatePermit {
  /** When it was admitted, in milliseconds of the limiter's clock. */
  readonly atMs: number;
  /** Estimated at first, then what it was reconciled to. */
  readonly cost: number;
}
/**
 * A limit over time, without clock, timers and queue: a limiter adds these. The
 * server is taken to count a call, with all it costs, when the call is admitted.
 */
interface RateRule<P extends RatePermit = RatePermit> {
  /** The highest cost that can ever be admitted at once. */
  readonly most: number;
  /** Milliseconds until `cost` may be spent, if nothing else is spent meanwhile; 0 if it may be now. */
  waitMs(cost: number, nowMs: number): number;
  /** Spends `cost`; only to be called when {@link waitMs} is 0. */
  spend(cost: number, nowMs: number): P;
  /** Corrects what was spent; `actual` is 0 for a call that was not sent after all. */
  reconcile(permit: P, actual: number, nowMs: number): void;
}
interface FixedWindowOptions {
  /** Cost admitted in one window. */
  limit: number;
  windowMs: number;
  /** A window opens with the first call after the last one ended, or on multiples of `windowMs`. Default first-hit. */
  starts?: 'first-hit' | 'aligned';
  /** How long the server refuses everything once its limit is exceeded. Default 0. */
  penaltyMs?: number;
}
interface Hit extends RatePermit {
  cost: number;
}
/**
 * A model of a server that counts in fixed windows and blocks for `penaltyMs`
 * when its limit is exceeded. So it never spends beyond the limit; only a cost
 * that turns out higher than estimated can exceed it, and then the penalty is
 * sat out, to the end of the window at least.
 */
declare class FixedWindow implements RateRule<Hit> {
  #private;
  readonly most: number;
  /** @throws OptionError if a number is not whole and in its range, or `starts` is none of the two */
  constructor({ limit, windowMs, starts, penaltyMs }: FixedWindowOptions);
  waitMs(cost: number, nowMs: number): number;
  spend(cost: number, nowMs: number): Hit;
  /** Decides nothing once the call's own window is over. */
  reconcile(hit: Hit, actual: number, nowMs: number): void;
}
interface RateLimiterOptions<P extends RatePermit = RatePermit> {
  /** What may be spent when: a TokenBucket, SlidingWindow, FixedWindow, or one of your own. Not to be shared. */
  rule: RateRule<P>;
  /** Calls that may wait for a permit; beyond it they are refused. Default 1,000. */
  maxQueued?: number;
  clock?: Clock;
}
/**
 * Keeps calls to a rate. Those above it wait in order of arrival, and nobody
 * overtakes: a cheap call waits behind a dear one. One timer runs, for the
 * first in line.
 */
declare class RateLimiter<P extends RatePermit = RatePermit> extends StandalonePolicy {
  #private;
  /** @throws OptionError if `maxQueued` is not a whole number of at least 0 */
  constructor(options: RateLimiterOptions<P>);
  get queued(): number;
  /**
   * Takes a permit if there is one now and nobody waits for it.
   *
   * @param cost a whole number; default 1
   * @throws OptionError if `cost` is not in the range of what can ever be admitted
   */
  tryAcquire(cost?: number): P | undefined;
  /**
   * Waits for a permit. Whoever does not send after all owes a {@link reconcile} with 0.
   *
   * @param cost a whole number; default 1
   * @throws EvenkeelError `EVK_RATE_LIMITED` at once if the queue is full, or if the call's deadline comes first for
   * certain; with `retryAfterMs`, which takes those who wait into account
   * @throws OptionError if `cost` is not in the range of what can ever be admitted
   */
  acquire(call: Waiting, cost?: number): Promise<P>;
  /**
   * Corrects what a call has spent, once that is known: the tokens of its response, say.
   *
   * @param estimated the permit that it got
   * @param actual a whole number; 0 if it was not sent
   */
  reconcile(estimated: P, actual: number): void;
  /**
   * The same limit and the same line, for calls that cost more or less than 1: tokens, say.
   *
   * @param cost a whole number: what a call is taken to cost before it is made
   * @param actual what it did cost, by its result; what it throws, and what is no whole number of at least 0, leaves the
   * estimate as it is. A call that fails costs the estimate. Default: the estimate
   * @throws OptionError if `cost` is not in the range of what can ever be admitted
   */
  withCost<T = unknown>(cost: number, actual?: (result: T) => number): StandalonePolicy;
  protected guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}
interface SlidingWindowOptions {
  /** Cost admitted in any `windowMs`, wherever it starts. */
  limit: number;
  windowMs: number;
}
interface Entry extends RatePermit {
  cost: number;
}
/** At most `limit` in any span of `windowMs`: exact, by a log of what was spent in the last one. */
declare class SlidingWindow implements RateRule<Entry> {
  #private;
  readonly most: number;
  /** @throws OptionError if `limit` or `windowMs` is not a whole number of at least 1 */
  constructor({ limit, windowMs }: SlidingWindowOptions);
  waitMs(cost: number, nowMs: number): number;
  spend(cost: number, nowMs: number): Entry;
  /** Decides nothing once the call's own window is over. */
  reconcile(entry: Entry, actual: number, nowMs: number): void;
}
interface TokenBucketOptions {
  /** Tokens that flow in per `windowMs`, evenly. */
  limit: number;
  windowMs: number;
  /** Tokens that it holds when full, as it is at the start: the largest burst. Default `limit`. */
  capacity?: number;
}
interface Draught extends RatePermit {
  cost: number;
  /** Its place in the order of all of them. */
  readonly index: number;
}
/** At most `capacity + rate * t` in any span of `t`, where the rate is `limit / windowMs`. */
declare class TokenBucket implements RateRule<Draught> {
  #private;
  readonly most: number;
  /** @throws OptionError if a number is not whole or below 1 */
  constructor({ limit, windowMs, capacity }: TokenBucketOptions);
  waitMs(cost: number, nowMs: number): number;
  spend(cost: number, nowMs: number): Draught;
  /**
   * What was estimated too low is owed: the level may fall below 0. What was
   * estimated too high comes back, but for what would have flowed over since.
   */
  reconcile(draught: Draught, actual: number, nowMs: number): void;
}
interface RetryBudgetOptions {
  /** Retries allowed per call: 0.2 adds at most a fifth to the load. At least 0. */
  ratio: number;
  /** Retries allowed in a window whatever the calls, so that those of a quiet client are not starved. */
  floorPerWindow: number;
  /** Milliseconds after which calls and retries are forgotten. */
  windowMs: number;
  /** Pays where this budget cannot: what several processes share. Default: nothing. */
  beyond?: {
    tryWithdraw(): boolean;
  } | undefined;
  clock?: Clock;
}
/**
 * Keeps retries from multiplying an outage: over all calls of a client, of the
 * window that ends with a retry, retries are at most `ratio` x calls +
 * `floorPerWindow`. Each call deposits, each retry withdraws; what is not used
 * expires with its window.
 *
 * After Finagle's RetryBudget (deposits that expire, a ratio and a minimum),
 * Envoy's retry_budget (budget_percent, min_retry_concurrency) and failsafe-go's
 * budget; those of Envoy and failsafe-go count what is in flight, this one what
 * was started. No timer runs: time is looked at when it is asked.
 */
declare class RetryBudget {
  #private;
  /** @throws OptionError if an option is out of its range */
  constructor(options: RetryBudgetOptions);
  /** Retries that may be made now, with fractions. */
  get balance(): number;
  /** A call was made: to be told once a call, not once an attempt. */
  deposit(): void;
  /** Takes a retry out of the budget; false where there is none left, and the call must not be retried. */
  withdraw(): boolean;
}
/** How an attempt failed: by what it threw, or by what it returned. */
type Failure = FailureReason<unknown>;
interface RetryContext extends IDefaultPolicyContext {
  /** Counts from 1. */
  attempt: number;
}
interface RetryEvent {
  /** The one that failed, from 1. */
  attempt: number;
  delayMs: number;
  /** Whether a hint set the delay. */
  hinted: boolean;
  failure: Failure;
}
interface RetryPolicyOptions {
  /** All attempts of a call, the first included; at least 1. */
  maxAttempts: number;
  /** Ours, or any of cockatiel's. */
  backoff: Backoff | IBackoffFactory<IRetryBackoffContext<unknown>>;
  /** What is retried: a filter of cockatiel's (`handleType`, `handleWhenResult` ...), or a predicate. One that throws says no. */
  handle: Policy | ((failure: Failure) => boolean);
  /**
   * What the server asks to wait, in milliseconds from now, if it does. Such a delay replaces the backoff and is never
   * shorter than the hint + `marginMs`. What it throws is ignored. Default: the `retryAfterMs` of an EvenkeelError.
   */
  retryAfterMs?: (failure: Failure) => number | undefined;
  /** Waited on top of a hint, since timers may fire early and clocks differ. Default 25 ms. */
  marginMs?: number;
  /** Jitter on top of a hint, so that those who got the same one do not come back at once. Default uniform, up to 1 s. */
  hintJitter?: Backoff;
  /** Each call deposits, each retry withdraws; a call that finds it empty ends with what went wrong. */
  budget?: RetryBudget;
  /** Which retries the budget pays for, such as none whose hint was obeyed; where it throws, it does. Default all. */
  charges?: (failure: Failure) => boolean;
  /** Whether a repeat is harmless. If not, only what was throttled (`EVK_THROTTLED`), and so not done, is retried. Default true. */
  idempotent?: boolean;
  clock?: Clock;
  random?: Random;
  /** Told before each sleep, and not waited for. What it throws is ignored. */
  onRetry?: (event: RetryEvent) => void;
}
/**
 * Calls again what failed, after a delay. A cancelled call ends at once, with
 * `EVK_CANCELLED`, and nothing is called afterwards; a refusal by a local
 * policy, ours or cockatiel's, is never retried. When it gives up, the caller
 * gets the last error or result as it is.
 */
declare class RetryPolicy extends StandalonePolicy<RetryContext> {
  #private;
  /** @throws OptionError if `maxAttempts`, `marginMs` or a backoff is out of its range */
  constructor(options: RetryPolicyOptions);
  protected handles(failure: Failure): boolean;
  protected guard<T>(fn: (signal: AbortSignal | undefined, context: {
    attempt: number;
  }) => Promise<T>, call: Waiting): Promise<T>;
}
/**
 * Ends what it guards once it has taken too long: at once, even if that ignores
 * the signal it was given. Which of time-out and caller ended it is decided by
 * which came first, never by the look of an error. (cockatiel's shows a
 * caller's abort as a time-out, and aborts the signal of a response that was
 * returned, so that its body cannot be read.)
 */
declare abstract class TimeLimit extends StandalonePolicy {
  #private;
  constructor(clock: Clock | undefined, limitMs: number, code: ErrorCode);
  protected guard<T>(fn: (signal: AbortSignal) => Promise<T>, call: Waiting): Promise<T>;
}
interface AttemptTimeoutOptions {
  /** Milliseconds; a whole number of at least 1. Longer than a platform's timers can be (2^31 - 1 ms) is fine. */
  timeoutMs: number;
  clock?: Clock;
}
/**
 * Rejects with `EVK_ATTEMPT_TIMEOUT` once `fn` has taken `timeoutMs`, and aborts the signal that `fn` was given. To be
 * put inside a retry. After a success that signal is never aborted, so a body may be read later; nothing limits that.
 */
declare class AttemptTimeout extends TimeLimit {
  /** @throws OptionError if `timeoutMs` is not a whole number of at least 1 */
  constructor({ timeoutMs, clock }: AttemptTimeoutOptions);
}
interface DeadlineOptions {
  /** Milliseconds; a whole number of at least 1. */
  deadlineMs: number;
  clock?: Clock;
}
/** As {@link AttemptTimeout}, for a whole call: to be put around a retry. Rejects with `EVK_DEADLINE_EXCEEDED`. */
declare class Deadline extends TimeLimit {
  /** @throws OptionError if `deadlineMs` is not a whole number of at least 1 */
  constructor({ deadlineMs, clock }: DeadlineOptions);
}
export { type AccountMember, type AccountOptions, AdaptiveBulkhead, type AdaptiveBulkheadOptions, AdaptiveLimit, type AdaptiveLimitOptions, type AdaptiveSample, AdaptiveThrottle, type AdaptiveThrottleOptions, type AttemptClass, AttemptTimeout, type AttemptTimeoutOptions, type Backoff, type BatchOptions, type BatchProgress, type BreakerPermit, type BreakerRule, Bulkhead, type BulkheadOptions, type CallOptions, CircuitBreaker, type CircuitBreakerOptions, type CircuitStateName, type ClientOptions, type Clock, type CoordinationEvent, type Coordinator, Deadline, type DeadlineOptions, type ErrorCode, EvenkeelError, type EventSink, type Failure, FixedWindow, type FixedWindowOptions, Gate, type Isolation, type LimitOptions, type ManagedClient, NodeTransport, type NodeTransportOptions, type OpossumBreakerOptions, OpossumRule, type OpossumRuleOptions, OptionError, type Payloads, type Random, RateLimiter, type RateLimiterOptions, type RatePermit, type RateRule, type ResilienceEvent, type ResourceLimit, RetryBudget, type RetryBudgetOptions, type RetryContext, type RetryEvent, RetryPolicy, type RetryPolicyOptions, type RollingRatio, RollingRatioBreaker, SlidingWindow, type SlidingWindowOptions, type SlowCall, type StandalonePolicy, type StoredCircuit, type ThrottleSettings, TokenBucket, type TokenBucketOptions, type Transport, type TransportRequest, type TransportResponse, type WaitCause, type Waiting, backoffDelayMs, createMemoryCoordinator, errorCodes, isEvenkeelError, index_d_exports as nerox, index_d_exports$1 as neura, index_d_exports$2 as nimbus, opossumBreaker, systemClock, systemRandom };