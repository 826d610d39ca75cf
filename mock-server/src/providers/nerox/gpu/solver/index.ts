import type { ProblemType, Solver } from '../solving.ts';
import { type PoolOptions, SolverPool } from './pool.ts';
import type { Problem } from './problem.ts';
import { problems } from './problems.ts';

export interface SolverOptions extends PoolOptions {
  /** A GPU's memory; 32 MiB unless given, which holds the distances of 2,048 cities. */
  memoryBytes?: number | undefined;
}

const MEMORY_BYTES = 32 * 2 ** 20;

function typeOf(problem: Problem, pool: SolverPool, memoryBytes: number): ProblemType {
  return {
    solutionName: problem.solutionName,
    schema: problem.schema,
    read(body) {
      const iterations = problem.iterations(body);
      const parsed = problem.parse(body, memoryBytes);
      if ('failure' in parsed) return { iterations, bytes: 0, problem: { error: parsed.failure } };
      // Held twice: here, and in the worker that solves it.
      const bytes = 2 * parsed.bytes;
      const open = (seed: number, reportEvery: number) =>
        pool.open(problem.type, parsed.input, { iterations, seed, reportEvery });
      return { iterations, bytes, problem: { open } };
    },
  };
}

/** Solves all known kinds of problems, in worker threads. */
export function createSolver({ memoryBytes = MEMORY_BYTES, ...options }: SolverOptions = {}): Solver {
  const pool = new SolverPool(options);
  return {
    types: new Map(problems.map((problem) => [problem.type, typeOf(problem, pool, memoryBytes)])),
    close: () => pool.close(),
  };
}
