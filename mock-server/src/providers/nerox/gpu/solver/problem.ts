/** Why a problem that is formally right can't be solved. */
export interface JobFailure {
  code: 'invalid_input' | 'out_of_memory';
  message: string;
}

/** A problem being solved, in a worker thread. */
export interface Search {
  /** Does so many iterations more; never asked for more than there are in all. */
  advance(iterations: number): void;
  /**
   * Of all iterations so far, after at least one. `energy` is recomputed from the
   * solution; `solution` may change with the next iterations: whoever keeps it copies it.
   */
  best(): { energy: number; solution: Int32Array };
}

/**
 * A kind of problem: a file, and a line in problems.ts. It is deterministic: the
 * same input and seed give the same search on any machine.
 * @typeParam Input what a worker needs, cloned to it
 */
export interface Problem<Input = unknown> {
  /** As in the path of its submits. */
  type: string;
  /** What its solution is called in a result. */
  solutionName: string;
  /** JSON schema of the body's fields that only this kind has. */
  schema: { type: 'object'; required: readonly string[]; properties: Readonly<Record<string, object>> };
  /** To full convergence, over all restarts, of a body that is as the schema says. */
  iterations(body: Readonly<Record<string, unknown>>): number;
  /**
   * With how many bytes of memory the input takes.
   * @param memoryBytes that a GPU has
   */
  parse(
    body: Readonly<Record<string, unknown>>,
    memoryBytes: number,
  ): { input: Input; bytes: number } | { failure: JobFailure };
  /** @param seed a safe integer */
  start(input: Input, seed: number): Search;
}
