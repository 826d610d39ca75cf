import type { Improvement } from './trajectory.ts';

/** What a worker is sent; it does one request after another. */
export type SolverRequest =
  | { kind: 'open'; job: number; type: string; input: unknown; iterations: number; seed: number; reportEvery: number }
  | { kind: 'advance'; job: number; to: number }
  | { kind: 'dispose'; job: number };

/** A worker's answer to an `advance`, or to a request that failed. */
export type SolverReply =
  | { job: number; iterations: number; improvements: Improvement[] }
  | { job: number; error: string };
