import "cockatiel";
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
/**
 * What an attempt's end says about the upstream. `relayed`: the API is up, and passes on the failure of an upstream of
 * its own, which it has retried already. `payment`: it asks for money first, which is an answer and no failure.
 */
type ResultClass = 'ok' | 'throttled' | 'transient' | 'relayed' | 'permanent' | 'payment';
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
type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';
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
type EventOf<K extends ResilienceEvent['type']> = Extract<ResilienceEvent, {
  type: K;
}>;
/** Remembers what was reported, in order. */
declare class EventRecorder {
  readonly events: ResilienceEvent[];
  readonly sink: EventSink;
  ofType<K extends ResilienceEvent['type']>(type: K): EventOf<K>[];
}
/** Time that passes when a test says so. */
declare class FakeClock implements Clock {
  #private;
  /** @param startMs milliseconds since the epoch; default 2026-01-01T00:00:00Z */
  constructor(startMs?: number);
  now(): number;
  setTimeout(fn: () => void, delayMs: number): Cancel;
  /** Timers that have neither fired nor been cancelled. */
  get pending(): number;
  /** Lets `ms` pass: fires what falls due, in order, and lets promises settle before each. */
  advance(ms: number): Promise<void>;
  /**
   * Lets time pass until `promise` has settled.
   *
   * @throws Error if it waits for something that no timer will bring
   */
  runUntil<T>(promise: Promise<T>): Promise<T>;
}
/** What a request meets. A number is a status. */
type Reply = number | {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  afterMs?: number;
} |
/** A stream, opened after `afterMs`. */
{
  headers?: Record<string, string>;
  pieces: AsyncIterable<string>;
  afterMs?: number;
} | {
  error: Error;
  afterMs?: number;
};
interface SentRequest extends TransportRequest {
  /** When it was sent, in milliseconds of the clock. */
  atMs: number;
  callId: string;
  attempt: number;
}
/** A transport that answers as told, and remembers what was sent. */
declare class ScriptedTransport implements Transport {
  #private;
  readonly sent: SentRequest[];
  closed: boolean;
  inFlight: number;
  /** @param reply is asked for each request in turn, counted from 0 */
  constructor(clock: Clock, reply: (request: SentRequest, at: number) => Reply);
  open(request: TransportRequest): Promise<TransportStream>;
  send(request: TransportRequest, onStream?: (pieces: AsyncIterable<string>) => void): Promise<TransportResponse>;
  close(): void;
}
/** Mulberry32 (Tommy Ettinger, public domain): the same numbers for the same seed, uniform in [0, 1). */
declare function seededRandom(seed: number): Random;
export { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest, seededRandom };