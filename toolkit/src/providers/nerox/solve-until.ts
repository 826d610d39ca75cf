import { OptionError } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import { CallScope } from '../../time/wait-scope.ts';
import type { Job } from './job.ts';
import { Plateau, type PlateauOptions } from './plateau.ts';
import { type JobResult, spentGpuSeconds } from './wire.ts';

export interface SolveProgress {
  energy: number;
  /** (energy - knownOptimal) / knownOptimal; undefined without `knownOptimal`. */
  gap: number | undefined;
  gpuSeconds: number;
  iteration: number;
}

export interface SolveOptions {
  /** The gap that is good enough, such as 0.005. Needs `knownOptimal`. */
  targetGap?: number;
  /** The energy of the optimum, or a lower bound of it; above 0. */
  knownOptimal?: number;
  /** Ends a job that finds nothing more that is worth its price. Default: no such rule. */
  plateau?: PlateauOptions;
  /** How long to wait for the job before it is cancelled, in milliseconds. Default 600,000. */
  timeoutMs?: number;
  /** Aborting it ends the wait and cancels the job. */
  signal?: AbortSignal;
  /** Called with each improvement. An error that it throws cancels the job and ends the wait. */
  onProgress?: (progress: SolveProgress) => void;
  /** How often the job is polled, for the plateau's rule, in milliseconds. Default 1,000. */
  pollMs?: number;
  /** Default: the system's. */
  clock?: Clock;
}

export interface Solution {
  /** The energy of the best that the job had found when it ended. */
  energy: number;
  tour: readonly number[] | undefined;
  result: JobResult;
  /** Undefined without `knownOptimal`. */
  gap: number | undefined;
  /** `gap`, `plateau`: the job was cancelled because that was reached; `completed`: it ended by itself. */
  reason: 'gap' | 'plateau' | 'completed';
  billedGpuSeconds: number;
  /** What the API estimates that the job would have taken to its own end. */
  estimatedGpuSeconds: number;
  savedGpuSeconds: number;
}

/**
 * Waits until a job's solution is good enough, then cancels the job, so that nobody pays for more. If the job ends by
 * itself at the same moment, that end counts. With neither `targetGap` nor `plateau`, the job runs to its own end.
 *
 * @returns the solution at the job's end, as the API reports it
 * @throws JobFailedError JobTimeoutError JobCancelledError as {@link Job.wait} does
 * @throws OptionError if an option cannot be used; the job is cancelled then
 */
export async function solveUntil(job: Job, options: SolveOptions): Promise<Solution> {
  const { targetGap, knownOptimal, timeoutMs = 600_000, signal, onProgress } = options;
  let plateau: Plateau | undefined;
  try {
    requireGoal(options);
    plateau = options.plateau && new Plateau(options.plateau, job.snapshot.estimated_gpu_seconds);
  } catch (error) {
    // The job runs, and nobody would wait for its end.
    job.cancel().catch(() => {});
    throw error;
  }
  const gapOf = (energy: number): number | undefined =>
    knownOptimal === undefined ? undefined : (energy - knownOptimal) / knownOptimal;
  let reached: 'gap' | 'plateau' | undefined;
  const look = (energy: number | null, gpuSeconds: number): void => {
    if (energy === null || reached !== undefined || job.ended) return;
    const gap = gapOf(energy);
    if (gap !== undefined && targetGap !== undefined && gap <= targetGap) reached = 'gap';
    else if (plateau?.reached(energy, gpuSeconds)) reached = 'plateau';
    // The wait ends with the job. If this cancellation fails, the client goes on trying.
    if (reached !== undefined) job.cancel({ because: 'good-enough' }).catch(() => {});
  };

  const over = new AbortController();
  const failed = new AbortController();
  const listen = async (): Promise<void> => {
    for await (const event of job.stream({ signal: over.signal })) {
      const { best_energy: energy, gpu_seconds: gpuSeconds, iteration } = event;
      look(energy, gpuSeconds);
      if (energy !== null && event.type === 'progress') {
        const told: unknown = onProgress?.({ energy, gap: gapOf(energy), gpuSeconds, iteration });
        // The type `void` admits async functions, too.
        if (told instanceof Promise) told.catch((error: unknown) => failed.abort(error));
      }
    }
  };
  listen().catch((error: unknown) => failed.abort(error));
  if (plateau !== undefined) {
    everySoOften(options, over.signal, async () => {
      const state = await job.refresh({ signal: over.signal });
      look(state.progress.best_energy, spentGpuSeconds(state));
    });
  }
  try {
    const signals = signal === undefined ? [failed.signal] : [signal, failed.signal];
    const result = await job.wait({ timeoutMs, signal: AbortSignal.any(signals) });
    return solutionOf(job, result, gapOf(result.best_energy), reached);
  } catch (error) {
    throw failed.signal.aborted ? failed.signal.reason : error;
  } finally {
    over.abort();
  }
}

/** The stream tells only improvements, so only a poll shows how far a job is without one. Ends with the signal. */
async function everySoOften(
  { pollMs = 1_000, clock = systemClock }: SolveOptions,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<void> {
  const scope = new CallScope(clock, Number.POSITIVE_INFINITY, signal);
  while (scope.ended === undefined) {
    // A poll that fails is tried again.
    await scope
      .sleep(pollMs)
      .then(act)
      .catch(() => {});
  }
}

function solutionOf(
  job: Job,
  result: JobResult,
  gap: number | undefined,
  reached: 'gap' | 'plateau' | undefined,
): Solution {
  const { status, billed_gpu_seconds: billed, estimated_gpu_seconds: estimated } = job.snapshot;
  const billedGpuSeconds = billed as number;
  const reason = status === 'cancelled' && reached !== undefined ? reached : 'completed';
  const saved = reason === 'completed' ? 0 : Math.max(0, Math.round((estimated - billedGpuSeconds) * 1_000) / 1_000);
  return {
    energy: result.best_energy,
    tour: result.tour,
    result,
    gap,
    reason,
    billedGpuSeconds,
    estimatedGpuSeconds: estimated,
    savedGpuSeconds: saved,
  };
}

function requireGoal({ targetGap, knownOptimal, pollMs = 1_000 }: SolveOptions): void {
  if (knownOptimal !== undefined && !(knownOptimal > 0)) {
    throw new OptionError('knownOptimal', 'give a number above 0.', knownOptimal);
  }
  if (targetGap !== undefined && !(targetGap >= 0)) {
    throw new OptionError('targetGap', 'give a number of at least 0, such as 0.005.', targetGap);
  }
  if (targetGap !== undefined && knownOptimal === undefined) {
    throw new OptionError('knownOptimal', 'give it: targetGap is the distance from it.');
  }
  if (!(pollMs > 0)) throw new OptionError('pollMs', 'give a number above 0.', pollMs);
}
