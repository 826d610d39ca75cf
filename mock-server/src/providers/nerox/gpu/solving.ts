/** The best of what has been tried so far. */
export interface Best {
  energy: number;
  solution: readonly number[];
}

/** A problem being solved: the machine computes it as fast as it can, and it is shown at a GPU's pace. */
export interface Solving {
  /** How many iterations have been computed. */
  readonly iterations: number;
  /** Resolves when that many iterations have been computed; rejects where that fails. */
  until(iteration: number): Promise<void>;
  /** The best after that many iterations; null before there is one. */
  bestAt(iteration: number): Best | null;
  /** Stops computing, since nobody waits for it any more. */
  dispose(): void;
}

/** Why a job failed, as the API tells it. */
export interface JobError {
  code: 'invalid_input' | 'out_of_memory' | 'preempted' | 'timeout' | 'internal';
  message: string;
}

/** A problem whose body fits its schema. */
export interface Task {
  /** How many iterations it takes to full convergence, over all restarts. */
  iterations: number;
  /** How much memory it takes until it is solved. */
  bytes: number;
  /** Opens the problem; where it can't be solved, the error with which the job fails when it starts. */
  problem: { open(seed: number, reportEvery: number): Solving } | { error: JobError };
}

/** One kind of problem. */
export interface ProblemType {
  /** What its solution is called in a result. */
  solutionName: string;
  /** JSON schema of the fields that only this kind has. */
  schema: { type: 'object'; required: readonly string[]; properties: Readonly<Record<string, object>> };
  read(body: Readonly<Record<string, unknown>>): Task;
}

/** Solves problems of the kinds in `types`. */
export interface Solver {
  readonly types: ReadonlyMap<string, ProblemType>;
  close(): Promise<void> | void;
}
