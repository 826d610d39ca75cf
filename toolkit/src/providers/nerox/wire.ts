/**
 * What Nerox's bodies hold, in the API's own names. Times are RFC 3339 with whole milliseconds; GPU-seconds have three
 * decimals.
 */
export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface JobProgress {
  iteration: number;
  iterations: number;
  /** null: it has none yet. */
  best_energy: number | null;
}

/** What a job found. For `tsp`: the length of the tour, and the cities in their order. */
export interface JobResult {
  best_energy: number;
  tour?: readonly number[];
  [more: string]: unknown;
}

export interface JobSnapshot {
  id: string;
  problem_type: string;
  idempotency_key: string | null;
  status: JobStatus;
  submitted_at: string;
  started_at: string | null;
  ended_at: string | null;
  /** Until it has converged. */
  estimated_gpu_seconds: number;
  /** null until it has ended; 0 for one that never started. */
  billed_gpu_seconds: number | null;
  progress: JobProgress;
  /** Of one that succeeded, or was cancelled when it had found something. Events of a running job leave it out. */
  result?: JobResult | null;
  /** Set where it failed. `code` is such as `invalid_input`, `out_of_memory`, `preempted`, `timeout`. */
  error: { code: string; message: string } | null;
}

/** What the stream tells between a job's start and its end. */
export interface ProgressData extends JobProgress {
  /** GPU time that it took until then. */
  gpu_seconds: number;
}

// biome-ignore lint/style/noRestrictedGlobals: reads a text; no clock is asked
const toDate = (text: string) => new Date(text);
type Instant = ReturnType<typeof toDate>;

export interface Usage {
  /** Billed in this period, for jobs that have ended. */
  used_gpu_seconds: number;
  /** In the plan, a period. */
  included_gpu_seconds: number;
  /** What is to be paid beyond the plan, in US dollars. */
  overage_usd: number;
  period_start: Instant;
  period_end: Instant;
  running_jobs: number;
  queued_jobs: number;
}

export interface KeyInfo {
  plan: string;
  scopes: readonly string[];
}

const statuses: ReadonlySet<unknown> = new Set<JobStatus>(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
const terminal: ReadonlySet<JobStatus> = new Set<JobStatus>(['succeeded', 'failed', 'cancelled']);

export const hasEnded = ({ status }: Pick<JobSnapshot, 'status'>): boolean => terminal.has(status);

/** GPU time of a job so far: billed, or what its iterations have taken. */
export function spentGpuSeconds({ billed_gpu_seconds, estimated_gpu_seconds, progress }: JobSnapshot): number {
  if (billed_gpu_seconds !== null) return billed_gpu_seconds;
  return progress.iterations === 0 ? 0 : (estimated_gpu_seconds * progress.iteration) / progress.iterations;
}

/** Milliseconds since the epoch of the API's clock, which need not be this one. */
export function instantMs(text: string): number {
  // biome-ignore lint/style/noRestrictedGlobals: reads a text; no clock is asked
  return Date.parse(text);
}

/** How long it ran, by the API's own clock; 0 for one that has not started. */
export function ranMs({ started_at, ended_at }: JobSnapshot): number {
  return started_at === null || ended_at === null ? 0 : instantMs(ended_at) - instantMs(started_at);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function readJob(body: unknown): JobSnapshot {
  const told = (name: string): never => {
    throw new TypeError(`A Nerox job has "${name}"; this one has not.`);
  };
  if (!isObject(body)) return told('id');
  if (typeof body.id !== 'string' || body.id === '') told('id');
  if (!statuses.has(body.status)) told('status');
  if (!isObject(body.progress)) told('progress');
  if (typeof body.estimated_gpu_seconds !== 'number') told('estimated_gpu_seconds');
  const job = body as unknown as JobSnapshot;
  if (!hasEnded(job)) return job;
  if (typeof job.billed_gpu_seconds !== 'number') told('billed_gpu_seconds');
  if (job.status === 'failed' && !isObject(job.error)) told('error');
  if (job.status === 'succeeded' && !isObject(job.result)) told('result');
  return job;
}

export function readJobs(body: unknown): JobSnapshot[] {
  if (isObject(body) && Array.isArray(body.jobs)) return body.jobs.map(readJob);
  throw new TypeError('A list of Nerox jobs has "jobs"; this one has not.');
}

export function readProgress(body: unknown): ProgressData {
  if (isObject(body) && typeof body.iteration === 'number' && typeof body.gpu_seconds === 'number') {
    return body as unknown as ProgressData;
  }
  throw new TypeError('Progress of a Nerox job has "iteration" and "gpu_seconds"; this has not.');
}

export function readUsage(body: unknown): Usage {
  if (!isObject(body) || typeof body.used_gpu_seconds !== 'number') {
    throw new TypeError('Usage of Nerox has "used_gpu_seconds"; this has not.');
  }
  const usage = body as unknown as Usage & { period_start: string; period_end: string };
  return { ...usage, period_start: toDate(usage.period_start), period_end: toDate(usage.period_end) };
}

export function readKey(body: unknown): KeyInfo {
  if (isObject(body) && Array.isArray(body.scopes)) return body as unknown as KeyInfo;
  throw new TypeError('A Nerox key has "scopes"; this one has not.');
}
