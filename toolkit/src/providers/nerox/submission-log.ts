/** A submit that was about to be sent. */
export interface Submission {
  idempotencyKey: string;
  problemType: string;
}

/**
 * Remembers beyond the life of a process which jobs it may have submitted: what
 * it leaves behind runs on, and costs. See {@link NeroxClient.recover}.
 */
export interface SubmissionLog {
  /** Must not resolve before it would survive the process: the submit is sent then. The same key may come again. */
  submitting(entry: Submission): Promise<void>;
  /** Nothing of it is left to be looked for. A key that is not known is none of its concern. */
  ended(idempotencyKey: string): Promise<void>;
  /** Those that have not ended, in the order of their submits, each key once. */
  pending(): Promise<Submission[]>;
}
