import type { JobEvent } from './job-history.ts';
import type { JobResult, JobSnapshot } from './wire.ts';

export interface WaitOptions {
  /** From now, the time in the queue included, in milliseconds; at least 0. Default 600,000. */
  timeoutMs?: number;
  /** Ends the wait. */
  signal?: AbortSignal;
  /** Whether a job whose wait times out, or is aborted, is cancelled: nobody pays for what nobody waits for. Default true. */
  cancelOnTimeout?: boolean;
}

export interface CancelOptions {
  /**
   * `good-enough`: what it has found is what was wanted. Then it ends well, and {@link Job.wait} resolves with that.
   * Default `not-wanted`.
   */
  because?: 'not-wanted' | 'good-enough';
}

/** A job that was submitted, watched to its end whether or not somebody waits for it. */
export interface Job {
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
  refresh(options?: { signal?: AbortSignal }): Promise<JobSnapshot>;

  /**
   * Its events from the first on, each once and in order, to the last one of type `end`; of a long job the first
   * improvements are forgotten. Any number may listen. It ends quietly when the signal aborts.
   *
   * @throws JobFailedError for a job that the API knows no more
   */
  stream(options?: { signal?: AbortSignal }): AsyncGenerator<JobEvent, void, undefined>;
}
