import type { EvenkeelError } from '../../errors/errors.ts';
import { JobCancelledError, JobFailedError, JobTimeoutError } from './errors.ts';
import type { JobSnapshot } from './wire.ts';

/** Why this client had a job cancelled. */
export type StopReason =
  | { why: 'not-wanted'; cause?: unknown }
  | { why: 'good-enough' }
  | { why: 'timeout'; afterMs: number }
  | { why: 'unwatchable'; cause: EvenkeelError };

/** What a wait throws for a job that did not end well. */
export type JobFailure = JobFailedError | JobTimeoutError | JobCancelledError;

/** @param job a job that failed or was cancelled, with its bill */
export const failureOf = (job: JobSnapshot, stop: StopReason | undefined): JobFailure =>
  job.status === 'failed' ? failed(job) : cancelled(job, stop);

/** The error for a job that the API no longer knows. */
export function lost({ id }: JobSnapshot, cause: EvenkeelError): JobFailure {
  const what = `The API knows the job ${id} no more; what it cost is not known.`;
  return new JobFailedError('not_found', what, { jobId: id, billedGpuSeconds: undefined }, { cause });
}

/** The error for a job that can be neither watched nor cancelled. */
export function outOfReach({ id }: JobSnapshot, cause: unknown): JobFailure {
  const what = `The job ${id} can be neither watched nor cancelled, and may be running.`;
  return new JobFailedError('unwatchable', what, { jobId: id, billedGpuSeconds: undefined }, { cause });
}

/** The error for a job that could not be cancelled, and that nobody waits for any longer. */
export const abandoned = ({ id }: JobSnapshot, cause: unknown): JobFailure =>
  unwatched(id, `The job ${id} could not be cancelled.`, cause);

/** The error for a job that runs on without being watched. */
export const left = ({ id }: JobSnapshot, cause: unknown): JobFailure =>
  unwatched(id, `The job ${id} was left, since its client was closed.`, cause);

const unwatched = (jobId: string, what: string, cause: unknown): JobFailure =>
  new JobCancelledError(what, { jobId, billedGpuSeconds: undefined }, { cause }, 'EVK_JOB_LEFT');

function failed({ id, error, billed_gpu_seconds: billed }: JobSnapshot): JobFailure {
  const { code, message } = error as NonNullable<JobSnapshot['error']>;
  const facts = { jobId: id, billedGpuSeconds: billed as number };
  return new JobFailedError(code, `The job ${id} failed with ${code}: "${message}"; ${bill(billed)}.`, facts);
}

function cancelled({ id, billed_gpu_seconds: billed }: JobSnapshot, stop: StopReason | undefined): JobFailure {
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
