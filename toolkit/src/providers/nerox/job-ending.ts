import type { CallOutcome } from '../../errors/call-outcome.ts';
import type { EvenkeelError } from '../../errors/errors.ts';
import { JobCancelledError, JobFailedError, JobTimeoutError } from './errors.ts';
import { type JobResult, type JobSnapshot, ranMs, spentGpuSeconds } from './wire.ts';

/** Why this client had a job cancelled. */
export type StopReason =
  | { why: 'not-wanted'; cause?: unknown }
  | { why: 'good-enough' }
  | { why: 'timeout'; afterMs: number }
  | { why: 'unwatchable'; cause: EvenkeelError };

/** How a job ended, for who waits for it and for what is counted. */
export interface JobEnding {
  outcome: CallOutcome;
  /** What it found: of one that succeeded, or was cancelled when it had found something. */
  result: JobResult | undefined;
  /** What a wait throws; undefined where the outcome is ok. */
  error: EvenkeelError | undefined;
  /** Why it did not end well: the API's code, or ours. */
  reason: string | undefined;
  durationMs: number;
  billedGpuMs: number;
  savedGpuMs: number;
  /** Whether it has ended at the API, as far as anybody knows. */
  certain: boolean;
}

const toMs = (seconds: number): number => Math.round(seconds * 1_000);

/** @param job one that has ended */
export function endingOf(job: JobSnapshot, stop: StopReason | undefined): JobEnding {
  const result = job.result ?? undefined;
  const billedGpuMs = toMs(job.billed_gpu_seconds as number);
  const onPurpose = job.status === 'cancelled' && stop?.why === 'good-enough' && result !== undefined;
  const ending = { result, durationMs: ranMs(job), billedGpuMs, savedGpuMs: 0, certain: true } as const;
  if (onPurpose) {
    const savedGpuMs = Math.max(0, toMs(job.estimated_gpu_seconds) - billedGpuMs);
    return { ...ending, outcome: 'ok', error: undefined, reason: undefined, savedGpuMs };
  }
  if (job.status === 'succeeded') return { ...ending, outcome: 'ok', error: undefined, reason: undefined };
  const error = job.status === 'failed' ? failure(job) : cancellation(job, stop);
  return {
    ...ending,
    outcome: error.outcome,
    error,
    reason: error instanceof JobFailedError ? error.reason : error.code,
  };
}

/** Of a job that the API knows no more. */
export function lost(job: JobSnapshot, cause: EvenkeelError): JobEnding {
  const what = `The API knows the job ${job.id} no more; what it cost is not known.`;
  const error = new JobFailedError('not_found', what, { jobId: job.id, billedGpuSeconds: undefined }, { cause });
  return { ...uncertain(job), outcome: 'error', error, reason: error.reason, certain: true };
}

/** Of a job that can be neither watched nor cancelled. */
export function outOfReach(job: JobSnapshot, cause: unknown): JobEnding {
  const what = `The job ${job.id} can be neither watched nor cancelled, and may be running.`;
  const facts = { jobId: job.id, billedGpuSeconds: undefined };
  const error = new JobFailedError('unwatchable', what, facts, { cause });
  return { ...uncertain(job), outcome: 'error', error, reason: error.reason };
}

/** Of a job that could not be cancelled and is not waited for. */
export const abandoned = (job: JobSnapshot, cause: unknown): JobEnding =>
  unwatched(job, `The job ${job.id} could not be cancelled.`, cause);

/** Of a job that is to run on without being watched. */
export const left = (job: JobSnapshot, cause: unknown): JobEnding =>
  unwatched(job, `The job ${job.id} was left, since its client was closed.`, cause);

function unwatched(job: JobSnapshot, what: string, cause: unknown): JobEnding {
  const error = new JobCancelledError(what, { jobId: job.id, billedGpuSeconds: undefined }, { cause }, 'EVK_JOB_LEFT');
  return { ...uncertain(job), outcome: 'cancelled', error, reason: error.code };
}

const uncertain = (job: JobSnapshot) =>
  ({
    result: undefined,
    durationMs: toMs(spentGpuSeconds(job)),
    billedGpuMs: 0,
    savedGpuMs: 0,
    certain: false,
  }) as const;

function failure({ id, error, billed_gpu_seconds: billed }: JobSnapshot): JobFailedError {
  const { code, message } = error as NonNullable<JobSnapshot['error']>;
  const facts = { jobId: id, billedGpuSeconds: billed as number };
  return new JobFailedError(code, `The job ${id} failed with ${code}: "${message}"; ${bill(billed)}.`, facts);
}

function cancellation({ id, billed_gpu_seconds: billed }: JobSnapshot, stop: StopReason | undefined): EvenkeelError {
  const facts = { jobId: id, billedGpuSeconds: billed as number };
  switch (stop?.why) {
    case 'timeout':
      return new JobTimeoutError(
        `The job ${id} had not ended after ${stop.afterMs} ms, and was cancelled; ${bill(billed)}.`,
        facts,
      );
    case 'unwatchable': {
      const { cause } = stop;
      const what = `The job ${id} was cancelled, since it could not be watched; ${bill(billed)}.`;
      return new JobFailedError('unwatchable', what, facts, { cause });
    }
    case undefined:
      return new JobCancelledError(`The job ${id} was cancelled, not by this client; ${bill(billed)}.`, facts);
    case 'not-wanted':
      return new JobCancelledError(`The job ${id} was cancelled; ${bill(billed)}.`, facts, { cause: stop.cause });
    default:
      return new JobCancelledError(`The job ${id} was cancelled; ${bill(billed)}.`, facts);
  }
}

const bill = (seconds: number | null): string => `${seconds} GPU-seconds are billed`;
