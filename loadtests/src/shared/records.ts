/** What a script records of one batch. */
export interface BatchRecord {
  id: string;
  warmUp: boolean;
  size: number;
  succeeded: number;
  /** From the first byte sent to the last one received, as the caller saw it. */
  durationMs: number;
}

/** What a script records of one GPU job, as its caller saw it. */
export interface JobRecord {
  id: string;
  /** The API's id of the job. */
  jobId: string;
  /** How good the answer is, by the API's word; below, its tour of the cities. */
  energy: number | null;
  tour: readonly number[] | null;
  /** The bill, and below the estimate, by the API's word, in milliseconds of its clock. */
  billedGpuMs: number;
  estimatedGpuMs: number;
  durationMs: number;
  /** Why it ended: `gap`, `plateau`, `completed`, or the code of an error. */
  reason: string;
  /**
   * When the first progress and the end were heard of, in milliseconds since the request; null where this k6 can't
   * stream, or there was no progress.
   */
  events: { progressMs: number; endMs: number } | null;
}

/** What the key has used after the last job, by the API's word. */
export interface UsageRecord {
  usedGpuMs: number;
}

/** What a script wrote to k6's console for the runner. */
export interface Records {
  batches: BatchRecord[];
  jobs: JobRecord[];
  usage: UsageRecord | null;
}

/** Begins the message of an error that is the script's own fault, such as misspelt options. */
export const SCRIPT_AT_FAULT = 'evenkeel wrong call: ';
