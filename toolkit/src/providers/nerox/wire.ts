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

type Check = readonly [name: string, isThere: (value: unknown) => boolean];
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isInstant = (value: unknown): boolean => typeof value === 'string' && Number.isFinite(instantMs(value));

/** @throws TypeError naming the first field that is not as the API says; never with its value */
function read<T>(what: string, body: unknown, checks: readonly Check[]): T {
  const fields = isObject(body) ? body : {};
  const missing = checks.find(([name, isThere]) => !isThere(fields[name]));
  if (missing !== undefined) throw new TypeError(`${what} of Nerox has no "${missing[0]}" that can be read.`);
  return body as T;
}

const ofJob: readonly Check[] = [
  ['id', (id) => typeof id === 'string' && id !== ''],
  ['status', (status) => statuses.has(status)],
  ['progress', isObject],
  ['estimated_gpu_seconds', isNumber],
];
const ofEnded: readonly Check[] = [
  ['billed_gpu_seconds', isNumber],
  ['started_at', (at) => at === null || isInstant(at)],
  ['ended_at', isInstant],
];
const byStatus: Partial<Record<JobStatus, readonly Check[]>> = {
  succeeded: [...ofEnded, ['result', isObject]],
  failed: [...ofEnded, ['error', isObject]],
  cancelled: ofEnded,
};

export function readJob(body: unknown): JobSnapshot {
  const job = read<JobSnapshot>('A job', body, ofJob);
  return read('A job that has ended', job, byStatus[job.status] ?? []);
}

export const readJobs = (body: unknown): JobSnapshot[] =>
  read<{ jobs: unknown[] }>('A list of jobs', body, [['jobs', Array.isArray]]).jobs.map(readJob);

export const readProgress = (body: unknown): ProgressData =>
  read("A job's progress", body, [
    ['iteration', isNumber],
    ['gpu_seconds', isNumber],
  ]);

export function readUsage(body: unknown): Usage {
  const usage = read<Omit<Usage, 'period_start' | 'period_end'> & { period_start: string; period_end: string }>(
    'The usage',
    body,
    [
      ['used_gpu_seconds', isNumber],
      ['period_start', isInstant],
      ['period_end', isInstant],
    ],
  );
  return { ...usage, period_start: toDate(usage.period_start), period_end: toDate(usage.period_end) };
}

export const readKey = (body: unknown): KeyInfo => read('The key', body, [['scopes', Array.isArray]]);
