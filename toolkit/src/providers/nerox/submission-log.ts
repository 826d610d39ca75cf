/** A submit that was about to be sent. */
export interface Submission {
  idempotencyKey: string;
  problemType: string;
}

/**
 * Remembers, beyond the life of a process, which jobs it may have submitted: jobs that it leaves behind run on, and
 * cost. See {@link NeroxClient.recover}.
 */
export interface SubmissionLog {
  /**
   * Must resolve only when the entry would survive the process, as the submit is sent then. The same key may come
   * again.
   */
  submitting(entry: Submission): Promise<void>;
  /** The submit of this key need not be looked for any more. A key that is not in the log is ignored. */
  ended(idempotencyKey: string): Promise<void>;
  /** The submits that have not ended, in order, each key once. */
  pending(): Promise<Submission[]>;
}
