/** What a process with a bug is told once it is ready. */
export interface Order {
  /** The cases to run, in this order. */
  ids: readonly string[];
  /** The cases that may fail. Any other that fails is tried again, since it may have failed by chance. */
  expected: readonly string[];
}

export interface Failure {
  id: string;
  why: string;
}

/** What a process with a bug reports. */
export type Report = { type: 'ready' } | { type: 'done'; planted: boolean; failures: readonly Failure[] };
