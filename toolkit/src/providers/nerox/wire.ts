import * as v from 'valibot';
import { amount, count, instant, name, readBody } from '../read-body.ts';

/**
 * What Nerox's bodies hold, in the API's own names. Times are RFC 3339 with whole milliseconds; GPU-seconds have three
 * decimals.
 */
export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface JobProgress {
  iteration: number;
  iterations: number;
  /** null: the job has none yet. */
  best_energy: number | null;
}

/** What a job found. For `tsp`, `best_energy` is the tour's length and `tour` the cities in order. */
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
  /** What the job takes until it has converged. */
  estimated_gpu_seconds: number;
  /** null until the job has ended; 0 if it never started. */
  billed_gpu_seconds: number | null;
  progress: JobProgress;
  /** Set if the job succeeded, or was cancelled after it had found something. Events of a running job leave it out. */
  result?: JobResult | null;
  /** Set if the job failed. Its `code` is `invalid_input`, `out_of_memory`, `preempted`, `timeout` or the like. */
  error: { code: string; message: string } | null;
}

/** What the stream tells between a job's start and its end. */
export interface ProgressData extends JobProgress {
  /** The GPU time that the job has taken so far. */
  gpu_seconds: number;
}

export interface Usage {
  /** What is billed in this period for jobs that have ended. */
  used_gpu_seconds: number;
  /** What the plan includes in each period. */
  included_gpu_seconds: number;
  /** What is to be paid beyond the plan, in US dollars. */
  overage_usd: number;
  // biome-ignore-start lint/style/noRestrictedGlobals: names a type; no clock is asked
  period_start: Date;
  period_end: Date;
  // biome-ignore-end lint/style/noRestrictedGlobals: names a type; no clock is asked
  running_jobs: number;
  queued_jobs: number;
}

export interface KeyInfo {
  plan: string;
  scopes: readonly string[];
}

const terminal: ReadonlySet<JobStatus> = new Set<JobStatus>(['succeeded', 'failed', 'cancelled']);

export const hasEnded = ({ status }: Pick<JobSnapshot, 'status'>): boolean => terminal.has(status);

/** A job's GPU time so far: its bill, or an estimate from its iterations. */
export function spentGpuSeconds({ billed_gpu_seconds, estimated_gpu_seconds, progress }: JobSnapshot): number {
  if (billed_gpu_seconds !== null) return billed_gpu_seconds;
  return progress.iterations === 0 ? 0 : (estimated_gpu_seconds * progress.iteration) / progress.iterations;
}

/** Milliseconds since the epoch, by the API's clock, which may differ from ours. */
export function instantMs(text: string): number {
  // biome-ignore lint/style/noRestrictedGlobals: reads a text; no clock is asked
  return Date.parse(text);
}

/** How long the job ran, in milliseconds of the API's clock; 0 if it has not started or not ended. */
export function ranMs({ started_at, ended_at }: JobSnapshot): number {
  return started_at === null || ended_at === null ? 0 : Math.max(0, instantMs(ended_at) - instantMs(started_at));
}

/** About thirty years. */
const MOST_GPU_SECONDS = 1e9;
const LONGEST_MESSAGE = 200;

const gpuSeconds = v.pipe(amount, v.maxValue(MOST_GPU_SECONDS));
const energy = v.pipe(v.number(), v.finite());
const progress = { iteration: count, iterations: count, best_energy: v.nullable(energy) };
const result = v.looseObject({ best_energy: energy, tour: v.exactOptional(v.array(count)) });
const error = v.looseObject({ code: name, message: v.string() });

const common = {
  id: name,
  problem_type: name,
  idempotency_key: v.nullable(name),
  submitted_at: instant,
  started_at: v.nullable(instant),
  estimated_gpu_seconds: gpuSeconds,
  progress: v.looseObject(progress),
  error: v.nullable(error),
  result: v.exactOptional(v.nullable(result)),
};
const ended = { ...common, ended_at: instant, billed_gpu_seconds: gpuSeconds };

const job = v.variant('status', [
  v.looseObject({
    ...common,
    status: v.picklist(['queued', 'running']),
    ended_at: v.nullable(instant),
    billed_gpu_seconds: v.nullable(gpuSeconds),
  }),
  v.looseObject({ ...ended, status: v.literal('succeeded'), result }),
  v.looseObject({ ...ended, status: v.literal('failed'), error }),
  v.looseObject({ ...ended, status: v.literal('cancelled') }),
]);

/** Which job was asked for: an answer about another job is refused. */
export type JobName = { id: string } | { idempotencyKey: string };

/** Takes secrets out of the API's own words, which end up in an error's message. */
export type Redact = (text: string) => string;

/** Reads the job that was asked for. */
export const jobReader =
  (asked: JobName, redact: Redact) =>
  (body: unknown): JobSnapshot => {
    const read: JobSnapshot = readBody('A job of Nerox', job, body);
    if ('id' in asked ? read.id !== asked.id : read.idempotency_key !== asked.idempotencyKey) {
      throw new TypeError('It is another job than was asked for.');
    }
    if (read.error === null) return read;
    return { ...read, error: { ...read.error, message: redact(read.error.message).slice(0, LONGEST_MESSAGE) } };
  };

/** Reads the job of a key; undefined where there is none. */
export const foundReader =
  (idempotencyKey: string, redact: Redact) =>
  (body: unknown): JobSnapshot | undefined => {
    const { jobs } = readBody('A list of jobs of Nerox', v.looseObject({ jobs: v.array(v.unknown()) }), body);
    return jobs.length === 0 ? undefined : jobReader({ idempotencyKey }, redact)(jobs[0]);
  };

export const readProgress = (body: unknown): ProgressData =>
  readBody("A job's progress of Nerox", v.looseObject({ ...progress, gpu_seconds: gpuSeconds }), body);

const usage = v.looseObject({
  used_gpu_seconds: amount,
  included_gpu_seconds: amount,
  overage_usd: amount,
  period_start: instant,
  period_end: instant,
  running_jobs: count,
  queued_jobs: count,
});

export function readUsage(body: unknown): Usage {
  const read = readBody('The usage of Nerox', usage, body);
  // biome-ignore lint/style/noRestrictedGlobals: reads a text; no clock is asked
  const toDate = (text: string) => new Date(text);
  return { ...read, period_start: toDate(read.period_start), period_end: toDate(read.period_end) };
}

export const readKey = (body: unknown): KeyInfo =>
  readBody('The key of Nerox', v.looseObject({ plan: v.string(), scopes: v.array(v.string()) }), body);
