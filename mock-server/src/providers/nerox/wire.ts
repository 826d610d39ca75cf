import type { Used } from './gpu/billing.ts';
import type { JobView } from './gpu/job.ts';

/** A time of the GPU clock, in whole milliseconds, as ISO 8601. */
const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
const seconds = (ms: number): number => ms / 1_000;

/** A job without its result, as its events show it until it ends. */
export function jobStatus(job: JobView): object {
  const { id, problemType, idempotencyKey, status, billedMs, iteration, iterations, best, error } = job;
  return {
    id,
    problem_type: problemType,
    idempotency_key: idempotencyKey,
    status,
    submitted_at: iso(job.submittedMs),
    started_at: isoOrNull(job.startedMs),
    ended_at: isoOrNull(job.endedMs),
    estimated_gpu_seconds: seconds(job.estimatedMs),
    billed_gpu_seconds: billedMs === null ? null : seconds(billedMs),
    progress: { iteration, iterations, best_energy: best?.energy ?? null },
    error,
  };
}

/** A job with its result, if any. A cancelled job has one too, since what it found by then is paid for. */
export function jobBody(job: JobView): object {
  const { best, status } = job;
  const has = status === 'succeeded' || status === 'cancelled';
  const result = best === null || !has ? null : { best_energy: best.energy, [job.solutionName]: best.solution };
  return { ...jobStatus(job), result };
}

export function usageBody(used: Used & { running: number; queued: number }): object {
  return {
    used_gpu_seconds: seconds(used.usedMs),
    included_gpu_seconds: seconds(used.includedMs),
    overage_usd: used.overageUsd,
    period_start: iso(used.startMs),
    period_end: iso(used.endMs),
    running_jobs: used.running,
    queued_jobs: used.queued,
  };
}
