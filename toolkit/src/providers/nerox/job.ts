import type { JobEvent } from './job-history.ts';
import type { JobResult, JobSnapshot } from './wire.ts';

export interface WaitOptions {
  /** How long to wait from now, including the job's time in the queue, in milliseconds; at least 0. Default 600,000. */
  timeoutMs?: number;
  /** Aborting it ends the wait. */
  signal?: AbortSignal;
  /**
   * Whether the job is cancelled when the wait times out or is aborted, so that nobody pays for an unwanted job.
   * Default true.
   */
  cancelOnTimeout?: boolean;
}

export interface CancelOptions {
  /**
   * `good-enough`: what the job has found so far will do, so it ends well, and {@link Job.wait} resolves with that
   * result. Default `not-wanted`.
   */
  because?: 'not-wanted' | 'good-enough';
}

/** A submitted job. The client watches it to its end, whether or not somebody waits for it. */
export interface Job {
  readonly id: string;
  readonly problemType: string;
  /** null: the job was submitted without one. */
  readonly idempotencyKey: string | null;
  /** The newest state that is known, as the API tells it. */
  readonly snapshot: JobSnapshot;
  /** Whether its end is known. */
  readonly ended: boolean;

  /**
   * Waits for its end.
   *
   * @throws JobFailedError `EVK_JOB_FAILED`: submitting it again will not help
   * @throws JobTimeoutError `EVK_JOB_TIMEOUT`, with the bill if that is known
   * @throws JobCancelledError `EVK_CANCELLED`, with the bill, if it was cancelled by the signal, by {@link cancel} or
   * elsewhere; `EVK_JOB_LEFT` if it may still be running
   * @throws OptionError if `timeoutMs` cannot be used
   */
  wait(options?: WaitOptions): Promise<JobResult>;

  /**
   * The result of a job that has ended; for a cancelled one, the best that it had found.
   *
   * @throws EvenkeelError `EVK_JOB_NOT_ENDED` as long as it runs: this method does not wait, {@link wait} does
   * @throws JobFailedError JobTimeoutError JobCancelledError where there is no result, as {@link wait} does
   */
  result(): Promise<JobResult>;

  /**
   * Cancels the job, so that it costs no more. A job that has ended stays as it is.
   *
   * @returns the job's state, with its bill
   * @throws EvenkeelError if the API could not be told; the client goes on trying
   */
  cancel(options?: CancelOptions): Promise<JobSnapshot>;

  /**
   * Asks the API for the job's state now: the stream tells its progress only when the job has found something better.
   */
  refresh(options?: { signal?: AbortSignal }): Promise<JobSnapshot>;

  /**
   * The job's events from the first on, each once and in order, until the last one, of type `end`. The earliest
   * improvements of a long job are forgotten. Any number of listeners may read it. It ends without an error when the
   * signal aborts.
   *
   * @throws JobFailedError JobCancelledError where the job's end was not heard: the API no longer knows it, or it was
   * left
   */
  stream(options?: { signal?: AbortSignal }): AsyncGenerator<JobEvent, void, undefined>;
}
