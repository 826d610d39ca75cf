import type { Improvement } from './trajectory.ts';

/** To a worker. Orders are done one after another. */
export type SolverRequest =
  | { kind: 'open'; job: number; type: string; input: unknown; iterations: number; seed: number; reportEvery: number }
  | { kind: 'advance'; job: number; to: number }
  | { kind: 'dispose'; job: number };

/** From a worker, to each `advance` of a job that it has. */
export type SolverReply =
  | { job: number; iterations: number; improvements: Improvement[] }
  | { job: number; error: string };
