import { type ErrorCode, type ErrorDetails, EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';

/** What an operator can do about each error that only Nerox has. */
const advice = {
  EVK_SCOPE_MISSING: 'Use a key that has it, or leave out what needs it.',
  EVK_BUDGET_EXCEEDED: 'Wait for the jobs that run or for the next period, or raise the budget.',
  EVK_USAGE_UNAVAILABLE: 'Its error is the cause; call again when it can be had, or allow jobs without it.',
  EVK_SUBMISSION_UNLOGGED: 'Look at the submission log: its error is the cause.',
  EVK_JOB_NOT_ENDED: 'Wait for it before.',
  EVK_JOB_FAILED: 'It is not tried again: read why, and mend its input.',
  EVK_JOB_LEFT: 'It may be running, and is billed then: look for it by its id, or its idempotency key, and cancel it.',
  EVK_JOB_TIMEOUT: 'Allow more time, or see how long jobs wait in the queue and how long they run.',
} as const satisfies Partial<Record<ErrorCode, string>>;

/** An error with a code that only Nerox has. */
export const neroxError = (code: keyof typeof advice, what: string, details?: ErrorDetails): EvenkeelError =>
  new EvenkeelError(code, what, { ...details, advice: advice[code] });

/** The API's limit on submits, or on jobs at once, refused every attempt. The error describes the last refusal. */
export class RateLimitError extends EvenkeelError {
  constructor(last: EvenkeelError) {
    super('EVK_THROTTLED', '', {
      cause: last.cause ?? last,
      ...(last.status !== undefined && { status: last.status }),
      ...(last.retryAfterMs !== undefined && { retryAfterMs: last.retryAfterMs }),
    });
    this.message = last.message;
    this.attempts = last.attempts;
  }
}

/** What is known of a job that did not end well. */
export interface JobFacts {
  jobId: string;
  /** What it cost; undefined where the client has not heard that it ended. */
  billedGpuSeconds: number | undefined;
}

type JobCode = 'EVK_JOB_FAILED' | 'EVK_JOB_TIMEOUT' | 'EVK_CANCELLED' | 'EVK_JOB_LEFT';

export class JobError extends EvenkeelError {
  readonly jobId: string;
  readonly billedGpuSeconds: number | undefined;

  /** @internal */
  constructor(code: JobCode, what: string, { jobId, billedGpuSeconds }: JobFacts, details?: ErrorDetails) {
    super(code, what, code === 'EVK_CANCELLED' ? details : { ...details, advice: advice[code] });
    this.jobId = jobId;
    this.billedGpuSeconds = billedGpuSeconds;
  }
}

/** The job failed. The client does not try it again: its input must be mended. */
export class JobFailedError extends JobError {
  /**
   * The API's own code, such as `invalid_input`; ours are `not_found`, for a job that the API no longer knows, and
   * `unwatchable`, for one that the client could not watch.
   */
  readonly reason: string;

  constructor(reason: string, what: string, facts: JobFacts, details?: ErrorDetails) {
    super('EVK_JOB_FAILED', what, facts, details);
    this.reason = reason;
  }
}

/** The job did not end within the wait's time-out. */
export class JobTimeoutError extends JobError {
  constructor(what: string, facts: JobFacts, details?: ErrorDetails) {
    super('EVK_JOB_TIMEOUT', what, facts, details);
  }
}

/** The job was cancelled, by this client or by somebody else. */
export class JobCancelledError extends JobError {
  /** @param code `EVK_JOB_LEFT` where the job may still be running */
  constructor(
    what: string,
    facts: JobFacts,
    details?: ErrorDetails,
    code: 'EVK_CANCELLED' | 'EVK_JOB_LEFT' = 'EVK_CANCELLED',
  ) {
    super(code, what, facts, details);
  }
}

export interface BudgetFacts {
  /** `run`: the budget for this client's life; `period`: the one for the API's billing period. */
  budget: 'run' | 'period';
  limitGpuSeconds: number;
  /** What is billed already, plus what is forecast for the jobs that have not ended. */
  committedGpuSeconds: number;
  /** The forecast for the job that was not submitted. */
  forecastGpuSeconds: number;
}

/** The job was not submitted: it would take more than a budget leaves. */
export class BudgetExceededError extends EvenkeelError implements BudgetFacts {
  readonly budget: 'run' | 'period';
  readonly limitGpuSeconds: number;
  readonly committedGpuSeconds: number;
  readonly forecastGpuSeconds: number;

  constructor(facts: BudgetFacts) {
    const { budget, limitGpuSeconds, committedGpuSeconds, forecastGpuSeconds } = facts;
    const of = `Of the ${budget}'s budget of ${limitGpuSeconds} GPU-seconds`;
    super(
      'EVK_BUDGET_EXCEEDED',
      `${of} ${committedGpuSeconds} are committed, and the job may take ${forecastGpuSeconds}: it was not submitted.`,
      { advice: advice.EVK_BUDGET_EXCEEDED },
    );
    this.budget = budget;
    this.limitGpuSeconds = limitGpuSeconds;
    this.committedGpuSeconds = committedGpuSeconds;
    this.forecastGpuSeconds = forecastGpuSeconds;
  }
}

/** The key lacks a scope for what this client is going to do. */
export class MissingScopeError extends EvenkeelError {
  readonly missing: readonly string[];
  readonly granted: readonly string[];

  constructor(missing: readonly { scope: string; operations: readonly string[] }[], granted: readonly string[]) {
    const lacks = missing.map(({ scope, operations }) =>
      operations.length === 0 ? scope : `${scope}, which ${operations.join(', ')} needs`,
    );
    const has = granted.length === 0 ? 'none' : granted.join(', ');
    super('EVK_SCOPE_MISSING', `The key lacks the scope ${lacks.join('; and ')}; it has ${has}.`, {
      advice: advice.EVK_SCOPE_MISSING,
    });
    this.missing = missing.map(({ scope }) => scope);
    this.granted = granted;
  }
}

/** What a failed submit's error also carries: the key by which the job can be found, or submitted again. */
export interface OfSubmit {
  idempotencyKey: string;
}

const has = (error: unknown, code: ErrorCode): boolean => isEvenkeelError(error) && error.code === code;

/* These guards work across copies of this package, where `instanceof` does not. */

export const isRateLimitError = (error: unknown): error is RateLimitError => has(error, 'EVK_THROTTLED');
export const isJobFailedError = (error: unknown): error is JobFailedError => has(error, 'EVK_JOB_FAILED');
export const isJobTimeoutError = (error: unknown): error is JobTimeoutError => has(error, 'EVK_JOB_TIMEOUT');
export const isJobCancelledError = (error: unknown): error is JobCancelledError =>
  has(error, 'EVK_JOB_LEFT') || (has(error, 'EVK_CANCELLED') && 'billedGpuSeconds' in (error as object));
export const isBudgetExceededError = (error: unknown): error is BudgetExceededError =>
  has(error, 'EVK_BUDGET_EXCEEDED');
export const isMissingScopeError = (error: unknown): error is MissingScopeError => has(error, 'EVK_SCOPE_MISSING');
