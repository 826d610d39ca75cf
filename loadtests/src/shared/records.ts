/** What a script tells of one batch. */
export interface BatchRecord {
  id: string;
  warmUp: boolean;
  size: number;
  succeeded: number;
  /** What the caller saw: from the first byte sent to the last received. */
  durationMs: number;
}

/** What a script tells of one GPU job, as its caller saw it. */
export interface JobRecord {
  id: string;
  /** The API's own. */
  jobId: string;
  /** How good the answer is, by the API's word; the tour of the cities. */
  energy: number | null;
  tour: readonly number[] | null;
  /** By the API's word, in milliseconds of its clock. */
  billedGpuMs: number;
  estimatedGpuMs: number;
  durationMs: number;
  /** Why it ended: `gap`, `plateau`, `completed`, or the code of an error. */
  reason: string;
  /**
   * When its progress was first heard of, and when its end, in milliseconds since the request; null where streaming was
   * left out, or there was no progress.
   */
  events: { progressMs: number; endMs: number } | null;
}

/** What the API says that the key has used, after the last job. */
export interface UsageRecord {
  usedGpuMs: number;
}

/** What a script wrote to k6's console for the runner. */
export interface Records {
  batches: BatchRecord[];
  jobs: JobRecord[];
  usage: UsageRecord | null;
}

/** What an error of a script begins with that is the script's own: its options are misspelt, say. */
export const SCRIPT_AT_FAULT = 'evenkeel wrong call: ';
