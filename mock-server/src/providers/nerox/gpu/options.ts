import { rangeError, show, typeError } from '../../../errors.ts';
import { numberFrom, wholeNumber } from '../../../options/numbers.ts';
import type { Solver } from './solving.ts';

/** How fast GPU time may go: 0 is frozen. */
export const GPU_SCALE = { min: 0, max: 1_000 };
/** How many GPUs there may be. */
export const GPUS = { min: 1, max: 10_000 };

/** How GPU jobs are run. The bills depend on these options, the seed and the GPU clock, and not on the machine. */
export interface GpuOptions {
  /** How many GPUs there are; 50 unless given. A job that comes while all are busy waits in a queue. */
  gpus?: number;
  /** How many iterations a GPU does in a second of GPU time; 40,000 unless given. */
  iterationsPerGpuSecond?: number;
  /** After how many iterations a job's watchers are told of any progress; 20,000 unless given. */
  reportEveryIterations?: number;
  /** How long between a stream's heartbeats, on the real clock; 15,000 unless given. */
  heartbeatMs?: number;
  /** How many milliseconds of GPU time pass in a millisecond; 1 unless given, 0 is frozen. */
  clockScale?: number;
  /** The most worker threads that solve; unless given, as many as processors, but at most 4. */
  threads?: number;
  /** The memory of each GPU; 32 MiB unless given. A job whose problem needs more fails. */
  memoryBytes?: number;
  /** This machine's memory for all jobs with their problems and results; 256 MiB unless given. */
  keptBytes?: number;
  /** Solves in place of the worker threads, for tests. */
  solver?: Solver;
}

type WithDefault =
  | 'gpus'
  | 'iterationsPerGpuSecond'
  | 'reportEveryIterations'
  | 'heartbeatMs'
  | 'memoryBytes'
  | 'keptBytes';

export interface ResolvedGpuOptions extends Record<WithDefault | 'clockScale', number> {
  /** Undefined: the solver's default. */
  threads: number | undefined;
  solver: Solver | null;
}

const whole = {
  gpus: { fallback: 50, max: GPUS.max },
  iterationsPerGpuSecond: { fallback: 40_000, max: 1_000_000_000 },
  reportEveryIterations: { fallback: 20_000, max: 1_000_000_000 },
  heartbeatMs: { fallback: 15_000, max: 3_600_000 },
  memoryBytes: { fallback: 33_554_432, max: 2 ** 40 },
  keptBytes: { fallback: 268_435_456, max: 2 ** 40 },
  threads: { fallback: undefined, max: 256 },
} as const;

/** @throws TypeError or RangeError naming the option, its value and the remedy */
export function resolveGpuOptions(options: GpuOptions): ResolvedGpuOptions {
  if (typeof options !== 'object' || options === null) {
    throw typeError(`gpu is ${show(options)}: give an object, or leave it out.`);
  }
  const known = [...Object.keys(whole), 'clockScale', 'solver'];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw typeError(`gpu has ${show(unknown)}: give some of ${known.join(', ')}.`);
  const { clockScale = 1, solver = null } = options;
  numberFrom('gpu.clockScale', clockScale, GPU_SCALE.min, GPU_SCALE.max);
  const number = (name: WithDefault): number => {
    const { fallback, max } = whole[name];
    const value = options[name] ?? fallback;
    wholeNumber(`gpu.${name}`, value, 1, max);
    return value;
  };
  const { threads } = options;
  if (threads !== undefined) wholeNumber('gpu.threads', threads, 1, whole.threads.max);
  if (solver !== null && !(solver.types instanceof Map)) throw rangeError('gpu.solver has no types: leave it out.');
  return {
    gpus: number('gpus'),
    iterationsPerGpuSecond: number('iterationsPerGpuSecond'),
    reportEveryIterations: number('reportEveryIterations'),
    heartbeatMs: number('heartbeatMs'),
    memoryBytes: number('memoryBytes'),
    keptBytes: number('keptBytes'),
    threads,
    clockScale,
    solver,
  };
}
