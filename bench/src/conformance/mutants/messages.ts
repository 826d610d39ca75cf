/** What a process with a bug in it is told once it is ready. */
export interface Order {
  /** The cases to run, in this order. */
  ids: readonly string[];
  /** Those that may fail. Another one that does is tried again, since it may have failed by chance. */
  expected: readonly string[];
}

export interface Failure {
  id: string;
  why: string;
}

/** What it says. */
export type Report = { type: 'ready' } | { type: 'done'; planted: boolean; failures: readonly Failure[] };
