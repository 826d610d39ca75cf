/** The best of what has been tried so far. */
export interface Best {
  energy: number;
  solution: readonly number[];
}

/** A problem on its way to its solution: computed as fast as the machine can, shown as fast as a GPU would be. */
export interface Solving {
  /** How many have been computed. */
  readonly iterations: number;
  /** Resolves when so many have been computed; rejects where that fails. */
  until(iteration: number): Promise<void>;
  /** As of that many iterations; null before there is one. */
  bestAt(iteration: number): Best | null;
  /** Nobody wants to know any more. */
  dispose(): void;
}

/** Why a problem can't be solved, as the API tells it. */
export interface JobError {
  code: 'invalid_input' | 'out_of_memory' | 'preempted' | 'timeout' | 'internal';
  message: string;
}

/** A problem whose body is formally right. */
export interface Task {
  /** How many it takes to full convergence, over all restarts. */
  iterations: number;
  /** Of memory, until it is solved. */
  bytes: number;
  /** Where the problem can't be solved, the job fails as it starts. */
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

/** What solves problems. */
export interface Solver {
  readonly types: ReadonlyMap<string, ProblemType>;
  close(): Promise<void> | void;
}
