import type { CallOutcome } from './call-outcome.ts';
import type { errorCodes } from './error-codes.ts';

/** The name of a way in which a call can fail; it never changes. */
export type ErrorCode = (typeof errorCodes)[number];

/**
 * What a call that ends with a code counts as, and what an operator can do about it. A code that is not here is a local
 * refusal. What only some throw, or for several causes, gets its advice there, so that nobody else carries it.
 */
const codes: Partial<Record<ErrorCode, readonly [outcome: Exclude<CallOutcome, 'ok'>, advice?: string]>> = {
  EVK_CANCELLED: ['cancelled'],
  EVK_JOB_LEFT: ['cancelled'],
  EVK_CIRCUIT_OPEN: ['rejected', 'Most recent attempts failed; call again after retryAfterMs.'],
  EVK_BULKHEAD_FULL: ['rejected', 'Send fewer at once, or raise maxQueued.'],
  EVK_DEADLINE_EXCEEDED: ['error', 'Look at the upstream, or raise deadlineMs.'],
  EVK_ATTEMPT_TIMEOUT: ['error'],
  EVK_NETWORK: ['error'],
  EVK_THROTTLED: ['error'],
  EVK_QUOTA_EXHAUSTED: ['error'],
  EVK_UPSTREAM_ERROR: ['error'],
  EVK_UPSTREAM_REFUSED: ['error'],
  EVK_JOB_FAILED: ['error'],
  EVK_JOB_TIMEOUT: ['error'],
  EVK_RESPONSE_INVALID: ['error'],
};

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
const cockatielBrands: Record<string, readonly ErrorCode[]> = {
  // In cockatiel, an IsolatedCircuitError is a BrokenCircuitError, too.
  isBrokenCircuitError: ['EVK_CIRCUIT_OPEN', 'EVK_CIRCUIT_ISOLATED'],
  isIsolatedCircuitError: ['EVK_CIRCUIT_ISOLATED'],
  isBulkheadRejectedError: ['EVK_BULKHEAD_FULL'],
  isTaskCancelledError: ['EVK_ATTEMPT_TIMEOUT', 'EVK_DEADLINE_EXCEEDED', 'EVK_QUEUE_TIMEOUT', 'EVK_CANCELLED'],
};

/** How a call failed. `message` says what happened and what to do; it never holds a key. */
export class EvenkeelError extends Error {
  override readonly name = 'EvenkeelError';
  declare readonly code: ErrorCode;
  declare readonly outcome: Exclude<CallOutcome, 'ok'>;
  /** Milliseconds after which a new call may succeed, where that is known. */
  declare retryAfterMs: number | undefined;
  declare readonly status: number | undefined;
  /** By which the API's own people find the request, where the response told it. */
  declare readonly requestId: string | undefined;
  /** Attempts that were sent, filled in when the call ends. */
  attempts = 0;

  constructor(code: ErrorCode, what: string, details: ErrorDetails = {}) {
    const { retryAfterMs, status, requestId, cause } = details;
    const [outcome, advice = ''] = codes[code] ?? ['rejected'];
    super(`${what} ${details.advice ?? advice}`.trimEnd(), cause === undefined ? undefined : { cause });
    Object.assign(this, { code, outcome, retryAfterMs, status, requestId });
    for (const brand in cockatielBrands)
      if (cockatielBrands[brand]?.includes(code)) Object.defineProperty(this, brand, { value: true });
  }

  /** All that a log needs; `JSON.stringify` would leave out the message. Of the cause only what says why. */
  toJSON(): object {
    return whole(this);
  }
}

/** Of a cause that is an object, only what says why: the rest may hold the request. */
function whole(error: Error): object {
  const { message, cause } = error;
  const { name, code, message: why } = Object(cause);
  return { ...error, message, cause: Object(cause) === cause ? { name, code, message: why } : cause && String(cause) };
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

  /** `value` is printed, undefined too: leave it out for secrets. */
  constructor(option: string, remedy: string, ...value: [value?: unknown]) {
    super(`Option ${option}${value.length > 0 ? ` is ${show(value[0])}` : ''}: ${remedy}`);
    this.option = option;
  }

  /** The message too, which `JSON.stringify` would leave out. */
  toJSON(): object {
    return whole(this);
  }
}

/** A value as text for a message; JSON would turn NaN and Infinity into null. */
export function show(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : (JSON.stringify(value) ?? String(value));
}

/** Throws an {@link OptionError} unless `value` is an integer in [min, max]. */
export function requireInteger(option: string, value: number, min: number, max = Number.POSITIVE_INFINITY): number {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    const range = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new OptionError(option, `give a whole number ${range}.`, value);
  }
  return value;
}
