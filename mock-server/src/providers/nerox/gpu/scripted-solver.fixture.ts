import type { Best, ProblemType, Solver, Solving, Task } from './solving.ts';

/** A trajectory that a test knows beforehand: the energy falls by 100 every 20,000 iterations, down to 7,000. */
export const energyAt = (iteration: number): number => Math.max(7_000, 10_000 - Math.floor(iteration / 20_000) * 100);

export class ScriptedSolving implements Solving {
  readonly seed: number;
  iterations: number;
  disposed = false;
  readonly #solution: readonly number[];
  #waiting: { iteration: number; resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(seed: number, computed: number, solution: readonly number[]) {
    this.#solution = solution;
    this.seed = seed;
    this.iterations = computed;
  }

  until(iteration: number): Promise<void> {
    if (iteration <= this.iterations) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ iteration, resolve, reject }));
  }

  /** Acts as if that many iterations had been computed. */
  compute(iterations: number): void {
    this.iterations = iterations;
    const ready = this.#waiting.filter(({ iteration }) => iteration <= iterations);
    this.#waiting = this.#waiting.filter((one) => !ready.includes(one));
    for (const { resolve } of ready) resolve();
  }

  fail(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the worker died'));
  }

  bestAt(iteration: number): Best | null {
    if (iteration > this.iterations) throw new Error(`${iteration} has not been computed`);
    return iteration < 20_000 ? null : { energy: energyAt(iteration), solution: this.#solution };
  }

  dispose(): void {
    this.disposed = true;
  }
}

export interface Fields {
  distance_matrix?: number[][];
  restarts?: number;
  iterations?: number;
}

/** A solver that solves nothing, at a speed that a test sets. */
export class ScriptedSolver implements Solver {
  /** How many iterations of each problem count as computed when it is opened. */
  computed = Number.POSITIVE_INFINITY;
  solution: readonly number[] = [0, 2, 1];
  readonly opened: ScriptedSolving[] = [];
  closed = false;

  readonly types: ReadonlyMap<string, ProblemType> = new Map([
    [
      'tsp',
      {
        solutionName: 'tour',
        schema: {
          type: 'object',
          required: ['distance_matrix'],
          properties: {
            distance_matrix: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
            restarts: { type: 'integer', minimum: 1 },
            iterations: { type: 'integer', minimum: 1 },
          },
        },
        read: (body: Fields): Task => this.#read(body),
      },
    ],
  ]);

  close(): void {
    this.closed = true;
  }

  #read({ distance_matrix: matrix = [], restarts = 4, iterations = 400_000 }: Fields): Task {
    const wrong = matrix.some((row) => row.length !== matrix.length);
    const error = { code: 'invalid_input', message: 'The matrix is not square.' } as const;
    if (wrong) return { iterations: restarts * iterations, bytes: 0, problem: { error } };
    const open = (seed: number): Solving => {
      const solving = new ScriptedSolving(seed, this.computed, this.solution);
      this.opened.push(solving);
      return solving;
    };
    return { iterations: restarts * iterations, bytes: 0, problem: { open } };
  }
}
