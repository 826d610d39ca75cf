import type { CallOutcome } from './call-outcome.ts';

/** The name of a way in which a call can fail; it never changes. */
export type ErrorCode =
  | 'EVK_CANCELLED'
  | 'EVK_CIRCUIT_OPEN'
  | 'EVK_CIRCUIT_ISOLATED'
  | 'EVK_BULKHEAD_FULL'
  | 'EVK_GATE_CLOSED'
  | 'EVK_RATE_LIMITED'
  | 'EVK_THROTTLED_LOCALLY'
  | 'EVK_QUEUE_TIMEOUT'
  | 'EVK_PAYMENT_REQUIRED'
  | 'EVK_KEY_UNAVAILABLE'
  | 'EVK_SCOPE_MISSING'
  | 'EVK_BUDGET_EXCEEDED'
  | 'EVK_USAGE_UNAVAILABLE'
  | 'EVK_SUBMISSION_UNLOGGED'
  | 'EVK_JOB_NOT_ENDED'
  | 'EVK_CLIENT_CLOSED'
  | 'EVK_PAYLOAD_INVALID'
  | 'EVK_PAYLOADS_FAILED'
  | 'EVK_DEADLINE_EXCEEDED'
  | 'EVK_ATTEMPT_TIMEOUT'
  | 'EVK_NETWORK'
  | 'EVK_THROTTLED'
  | 'EVK_QUOTA_EXHAUSTED'
  | 'EVK_UPSTREAM_ERROR'
  | 'EVK_UPSTREAM_REFUSED'
  | 'EVK_JOB_FAILED'
  | 'EVK_JOB_LEFT'
  | 'EVK_JOB_TIMEOUT'
  | 'EVK_RESPONSE_INVALID';

/**
 * For each code, what its call counts as and what an operator can do about it. A code that only one API has gets its
 * advice where it is thrown, by {@link ErrorDetails.advice}.
 */
const codes: Record<ErrorCode, readonly [outcome: Exclude<CallOutcome, 'ok'>, advice?: string]> = {
  EVK_CANCELLED: ['cancelled', 'The caller cancelled it; nothing needs to be done.'],
  EVK_CIRCUIT_OPEN: [
    'rejected',
    'Most recent attempts failed; wait for the upstream to recover and call again after retryAfterMs.',
  ],
  EVK_CIRCUIT_ISOLATED: ['rejected', 'It stays so until the isolation is disposed of.'],
  EVK_BULKHEAD_FULL: ['rejected', 'Send fewer at once, or raise maxQueued.'],
  EVK_GATE_CLOSED: [
    'rejected',
    'The server told all callers to pause beyond this deadline; call again after retryAfterMs.',
  ],
  EVK_RATE_LIMITED: ['rejected', 'Send fewer, or call again after retryAfterMs.'],
  EVK_THROTTLED_LOCALLY: [
    'rejected',
    'The upstream accepts too few calls of late; wait for it to recover, or send fewer.',
  ],
  EVK_QUEUE_TIMEOUT: ['rejected', 'Send fewer calls, or look at what they wait for.'],
  EVK_PAYMENT_REQUIRED: ['rejected'],
  EVK_KEY_UNAVAILABLE: ['rejected', 'Look at what gets it: its error is the cause.'],
  EVK_SCOPE_MISSING: ['rejected'],
  EVK_BUDGET_EXCEEDED: ['rejected'],
  EVK_USAGE_UNAVAILABLE: ['rejected'],
  EVK_SUBMISSION_UNLOGGED: ['rejected'],
  EVK_JOB_NOT_ENDED: ['rejected'],
  EVK_CLIENT_CLOSED: ['rejected', 'The client was closed; create a new one.'],
  EVK_PAYLOAD_INVALID: ['rejected', 'The payload cannot be written as JSON; mend it.'],
  EVK_PAYLOADS_FAILED: ['rejected', 'Mend the iterable; its error is the cause.'],
  EVK_DEADLINE_EXCEEDED: ['error', 'Look at the upstream, or raise deadlineMs.'],
  EVK_ATTEMPT_TIMEOUT: ['error', 'The upstream did not answer within attemptTimeoutMs; look at its latency.'],
  EVK_NETWORK: ['error', 'The connection could not be made or was lost; check baseUrl and whether the upstream is up.'],
  EVK_THROTTLED: [
    'error',
    'The server refused for its limits until no attempt was left; check the tier, or who else uses the key.',
  ],
  EVK_QUOTA_EXHAUSTED: [
    'error',
    'What was paid for, or granted for a long time, is spent; raise it, or call again after retryAfterMs.',
  ],
  EVK_UPSTREAM_ERROR: ['error', 'The upstream failed; read its message and look at its status.'],
  EVK_UPSTREAM_REFUSED: ['error', 'The upstream refused the request for what it says; mend the request or the key.'],
  EVK_JOB_FAILED: ['error'],
  EVK_JOB_LEFT: ['cancelled'],
  EVK_JOB_TIMEOUT: ['error'],
  EVK_RESPONSE_INVALID: ['error', 'The upstream answered with a body that cannot be read.'],
};

/** All codes: they are the values of the metrics' `reason` label. */
export const errorCodes = /* @__PURE__ */ Object.keys(codes) as ErrorCode[];

export interface ErrorDetails {
  /** Milliseconds after which a new call may succeed, where that is known. */
  retryAfterMs?: number;
  /** The upstream's status, where there was a response. */
  status?: number;
  /** By which the API's own people find the request, where the response told it. */
  requestId?: string | undefined;
  cause?: unknown;
  /** What an operator can do about it. Default: the code's own advice, if it has one. */
  advice?: string;
}

// cockatiel's own guards (isBrokenCircuitError ...) look for these, so code that mixes its policies with ours works.
const cockatielBrands: Partial<Record<ErrorCode, readonly string[]>> = {
  EVK_CIRCUIT_OPEN: ['isBrokenCircuitError'],
  // In cockatiel, an IsolatedCircuitError is a BrokenCircuitError, too.
  EVK_CIRCUIT_ISOLATED: ['isBrokenCircuitError', 'isIsolatedCircuitError'],
  EVK_BULKHEAD_FULL: ['isBulkheadRejectedError'],
  EVK_ATTEMPT_TIMEOUT: ['isTaskCancelledError'],
  EVK_DEADLINE_EXCEEDED: ['isTaskCancelledError'],
  EVK_QUEUE_TIMEOUT: ['isTaskCancelledError'],
  EVK_CANCELLED: ['isTaskCancelledError'],
};

/** How a call failed. `message` says what happened and what to do; it never holds a key. */
export class EvenkeelError extends Error {
  override readonly name = 'EvenkeelError';
  readonly code: ErrorCode;
  readonly outcome: Exclude<CallOutcome, 'ok'>;
  /** Milliseconds after which a new call may succeed, where that is known. */
  retryAfterMs: number | undefined;
  readonly status: number | undefined;
  /** By which the API's own people find the request, where the response told it. */
  readonly requestId: string | undefined;
  /** Attempts that were sent, filled in when the call ends. */
  attempts = 0;

  constructor(code: ErrorCode, what: string, details: ErrorDetails = {}) {
    const [outcome, advice = ''] = codes[code];
    super(
      `${what} ${details.advice ?? advice}`.trimEnd(),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.code = code;
    this.outcome = outcome;
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
    this.requestId = details.requestId;
    for (const brand of cockatielBrands[code] ?? []) Object.defineProperty(this, brand, { value: true });
  }
}

/** Works across copies of this package, where `instanceof` does not. */
export function isEvenkeelError(error: unknown): error is EvenkeelError {
  return error instanceof Error && error.name === 'EvenkeelError' && 'code' in error && 'outcome' in error;
}

/** An option, or an argument, that cannot be used: a mistake in the program, not a failed call. */
export class OptionError extends RangeError {
  override readonly name = 'OptionError';
  readonly code = 'EVK_OPTION_INVALID';
  readonly option: string;

  /** `value` is printed: leave it out for secrets. */
  constructor(option: string, remedy: string, value?: unknown) {
    super(`Option ${option}${value === undefined ? '' : ` is ${show(value)}`}: ${remedy}`);
    this.option = option;
  }
}

/** A value as text for a message; JSON would turn NaN and Infinity into null. */
export function show(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : (JSON.stringify(value) ?? String(value));
}

/** Throws an {@link OptionError} unless `value` is an integer in [min, max]. */
export function requireInteger(option: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new OptionError(option, `give a whole number ${range}.`, value);
  }
  return value;
}
