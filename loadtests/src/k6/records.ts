/** What a script tells of one batch. Also read by the code that runs in k6. */
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

/** What k6's console holds, which k6 keeps as a JSON object a line. */
export function parseRecords(console: string): Records {
  const records: Records = { batches: [], jobs: [], usage: null };
  for (const line of console.split('\n')) {
    const message = fieldOf(line, 'msg');
    if (typeof message !== 'string' || !message.startsWith('{"evenkeel":"')) continue;
    const { evenkeel: kind, ...record } = JSON.parse(message) as { evenkeel: string };
    if (kind === 'batch') records.batches.push(record as BatchRecord);
    else if (kind === 'job') records.jobs.push(record as JobRecord);
    else if (kind === 'usage') records.usage = record as UsageRecord;
  }
  return records;
}

/** A field of a line of JSON; undefined for a line that is none. */
export function fieldOf(line: string, field: string): unknown {
  try {
    return (JSON.parse(line) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
