import type { CallOutcome } from './call-outcome.ts';

/**
 * Every way a call can fail, by a code that never changes: with the outcome it
 * counts as, and what an operator can do about it.
 */
const codes = {
  EVK_CANCELLED: { outcome: 'cancelled', advice: 'The caller cancelled it; nothing needs to be done.' },
  EVK_CIRCUIT_OPEN: {
    outcome: 'rejected',
    advice: 'Most recent attempts failed; wait for the upstream to recover and call again after retryAfterMs.',
  },
  EVK_CIRCUIT_ISOLATED: {
    outcome: 'rejected',
    advice: 'It stays so until close() is called, or who isolated it disposes of the isolation.',
  },
  EVK_BULKHEAD_FULL: {
    outcome: 'rejected',
    advice: 'More calls wait than maxQueued allows; send fewer at once, or raise maxQueued.',
  },
  EVK_GATE_CLOSED: {
    outcome: 'rejected',
    advice: 'The server told all callers to pause beyond this deadline; call again after retryAfterMs.',
  },
  EVK_RATE_LIMITED: {
    outcome: 'rejected',
    advice: 'More calls came than the rate limit lets through; send fewer, or call again after retryAfterMs.',
  },
  EVK_THROTTLED_LOCALLY: {
    outcome: 'rejected',
    advice: 'The upstream accepts too few calls of late, so some are not sent; wait for it to recover, or send fewer.',
  },
  EVK_QUEUE_TIMEOUT: {
    outcome: 'rejected',
    advice: 'It waited in this client until then; send fewer calls, or look at what they wait for.',
  },
  EVK_PAYMENT_REQUIRED: {
    outcome: 'rejected',
    advice: 'Settle its invoice, or allow payments up to its amount.',
  },
  EVK_KEY_UNAVAILABLE: {
    outcome: 'rejected',
    advice: 'Look at what gets it: its error is the cause.',
  },
  EVK_SCOPE_MISSING: { outcome: 'rejected', advice: 'Use a key that has it, or leave out what needs it.' },
  EVK_BUDGET_EXCEEDED: {
    outcome: 'rejected',
    advice: 'Wait for the jobs that run or for the next period, or raise the budget.',
  },
  EVK_USAGE_UNAVAILABLE: {
    outcome: 'rejected',
    advice: 'Its error is the cause; call again when it can be had, or allow jobs without it.',
  },
  EVK_SUBMISSION_UNLOGGED: { outcome: 'rejected', advice: 'Look at the submission log: its error is the cause.' },
  EVK_JOB_NOT_ENDED: { outcome: 'rejected', advice: 'Wait for it before.' },
  EVK_CLIENT_CLOSED: { outcome: 'rejected', advice: 'The client was closed; create a new one.' },
  EVK_PAYLOAD_INVALID: { outcome: 'rejected', advice: 'The payload cannot be written as JSON; mend it.' },
  EVK_PAYLOADS_FAILED: { outcome: 'rejected', advice: 'Mend the iterable; its error is the cause.' },
  EVK_DEADLINE_EXCEEDED: {
    outcome: 'error',
    advice: 'Attempts, retries and waits took longer than the deadline; look at the upstream, or raise deadlineMs.',
  },
  EVK_ATTEMPT_TIMEOUT: {
    outcome: 'error',
    advice: 'The upstream did not answer within attemptTimeoutMs; look at its latency.',
  },
  EVK_NETWORK: {
    outcome: 'error',
    advice: 'The connection could not be made or was lost; check baseUrl and whether the upstream is up.',
  },
  EVK_THROTTLED: {
    outcome: 'error',
    advice: 'The server refused with 429 until no attempt was left; check the tier, or who else uses the key.',
  },
  EVK_UPSTREAM_ERROR: { outcome: 'error', advice: 'The upstream failed; read its message and look at its status.' },
  EVK_UPSTREAM_REFUSED: {
    outcome: 'error',
    advice: 'The upstream refused the request for what it says; mend the request or the key.',
  },
  EVK_JOB_FAILED: { outcome: 'error', advice: 'It is not tried again: read why, and mend its input.' },
  EVK_JOB_LEFT: {
    outcome: 'cancelled',
    advice: 'It may be running, and is billed then: look for it by its id, or its idempotency key, and cancel it.',
  },
  EVK_JOB_TIMEOUT: {
    outcome: 'error',
    advice: 'Allow more time, or see how long jobs wait in the queue and how long they run.',
  },
  EVK_RESPONSE_INVALID: { outcome: 'error', advice: 'The upstream answered with a body that cannot be read.' },
} as const satisfies Record<string, { outcome: CallOutcome; advice: string }>;

export type ErrorCode = keyof typeof codes;

/** All codes: they are the values of the metrics' `reason` label. */
export const errorCodes = Object.keys(codes) as ErrorCode[];

export interface ErrorDetails {
  /** Milliseconds after which a new call may succeed, where that is known. */
  retryAfterMs?: number;
  /** The upstream's status, where there was a response. */
  status?: number;
  cause?: unknown;
}

// cockatiel's own guards (isBrokenCircuitError ...) look for these, so code that mixes its policies with ours works.
const cockatielBrands: Partial<Record<ErrorCode, readonly string[]>> = {
  EVK_CIRCUIT_OPEN: ['isBrokenCircuitError'],
  // As cockatiel's IsolatedCircuitError is a BrokenCircuitError, too.
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
  /** Attempts that were sent, filled in when the call ends. */
  attempts = 0;

  constructor(code: ErrorCode, what: string, details: ErrorDetails = {}) {
    super(`${what} ${codes[code].advice}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.outcome = codes[code].outcome;
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
    for (const brand of cockatielBrands[code] ?? []) Object.defineProperty(this, brand, { value: true });
  }
}

/** Works across copies of this package, where `instanceof` does not. */
export function isEvenkeelError(error: unknown): error is EvenkeelError {
  return error instanceof Error && error.name === 'EvenkeelError' && 'code' in error && 'outcome' in error;
}

/** An option that cannot be used; thrown at construction. */
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

/** A value as a message can hold it; JSON would call NaN and Infinity null. */
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
