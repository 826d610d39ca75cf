/** Why a problem whose body fits its schema can't be solved. */
export interface JobFailure {
  code: 'invalid_input' | 'out_of_memory';
  message: string;
}

/** A problem being solved, in a worker thread. */
export interface Search {
  /** Does that many more iterations; in all, it is never asked for more than the problem has. */
  advance(iterations: number): void;
  /**
   * The best of all iterations so far, after at least one. `energy` is recomputed
   * from the solution. A caller that keeps `solution` must copy it, since the next
   * iterations may change it.
   */
  best(): { energy: number; solution: Int32Array };
}

/**
 * A kind of problem; each has a file of its own and a line in problems.ts. It is
 * deterministic: the same input and seed give the same search on any machine.
 * @typeParam Input what a worker needs; it gets a structured clone
 */
export interface Problem<Input = unknown> {
  /** Its name in the path of its submits. */
  type: string;
  /** What its solution is called in a result. */
  solutionName: string;
  /** JSON schema of the body's fields that only this kind has. */
  schema: { type: 'object'; required: readonly string[]; properties: Readonly<Record<string, object>> };
  /** How many iterations a body that fits the schema takes to full convergence, over all restarts. */
  iterations(body: Readonly<Record<string, unknown>>): number;
  /**
   * Reads a body, and says how many bytes of memory the input takes.
   * @param memoryBytes the memory that a GPU has
   */
  parse(
    body: Readonly<Record<string, unknown>>,
    memoryBytes: number,
  ): { input: Input; bytes: number } | { failure: JobFailure };
  /** @param seed a safe integer */
  start(input: Input, seed: number): Search;
}
