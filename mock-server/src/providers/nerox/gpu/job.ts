import { History } from './history.ts';
import type { Best, JobError } from './solving.ts';

export const jobStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** How a job ends. */
export type Ending = { status: 'succeeded' | 'cancelled'; error: null } | { status: 'failed'; error: JobError };

/** What is known of a job from its submit on. Times are whole epoch milliseconds of the GPU clock. */
export interface JobFacts {
  id: string;
  /** Whose it is: an account's id. */
  account: string;
  tier: string;
  problemType: string;
  /** What its solution is called in its result. */
  solutionName: string;
  idempotencyKey: string | null;
  submittedMs: number;
  iterations: number;
  /** To full convergence. */
  estimatedMs: number;
}

/** What a job looks like from outside. */
export interface JobView extends JobFacts {
  status: JobStatus;
  startedMs: number | null;
  endedMs: number | null;
  /** null until it has ended. */
  billedMs: number | null;
  /** How many iterations have been shown. */
  iteration: number;
  best: Best | null;
  error: JobError | null;
}

/** May follow each. */
const next: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['running', 'failed', 'cancelled'],
  running: ['succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

/**
 * A job's life, as its owner sees it: queued, running, and then one of three
 * ends that it never leaves. What its watchers are told is written in the same
 * turn as its state.
 */
export class GpuJob {
  readonly facts: JobFacts;
  readonly history = new History();
  readonly #present: (view: JobView) => object;
  readonly #presentEnd: (view: JobView) => object;
  #status: JobStatus = 'queued';
  #startedMs: number | null = null;
  #endedMs: number | null = null;
  #iteration = 0;
  #best: Best | null = null;
  #error: JobError | null = null;
  readonly #over = Promise.withResolvers<void>();

  /** @param present how an event tells of a job: while it lives, and with its result at its end */
  constructor(facts: JobFacts, present: { status: (view: JobView) => object; end: (view: JobView) => object }) {
    this.facts = facts;
    this.#present = present.status;
    this.#presentEnd = present.end;
    this.history.add('status', this.#present(this.view()));
  }

  get status(): JobStatus {
    return this.#status;
  }

  get ended(): boolean {
    return next[this.#status].length === 0;
  }

  /** Resolves when it has ended. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  start(atMs: number): void {
    this.#become('running');
    this.#startedMs = atMs;
    this.history.add('status', this.#present(this.view()));
  }

  /** So many iterations have been shown. @returns whether the best is a better one */
  show(iteration: number, best: Best | null): boolean {
    const improved = best !== null && (this.#best === null || best.energy < this.#best.energy);
    this.#iteration = iteration;
    this.#best = best;
    return improved;
  }

  tellProgress(gpuMs: number): void {
    const [iteration, iterations] = [this.#iteration, this.facts.iterations];
    const best_energy = this.#best?.energy ?? null;
    this.history.add('progress', { iteration, iterations, best_energy, gpu_seconds: gpuMs / 1_000 });
  }

  end(ending: Ending, atMs: number): void {
    this.#become(ending.status);
    this.#endedMs = atMs;
    this.#error = ending.error;
    this.history.add('end', this.#presentEnd(this.view()));
    this.#over.resolve();
  }

  view(): JobView {
    const [startedMs, endedMs] = [this.#startedMs, this.#endedMs];
    return {
      ...this.facts,
      status: this.#status,
      startedMs,
      endedMs,
      // Time in the queue is free.
      billedMs: endedMs === null ? null : startedMs === null ? 0 : endedMs - startedMs,
      iteration: this.#iteration,
      best: this.#best,
      error: this.#error,
    };
  }

  #become(status: JobStatus): void {
    if (!next[this.#status].includes(status)) {
      throw new RangeError(`${this.facts.id} is ${this.#status}: it can't become ${status}.`);
    }
    this.#status = status;
  }
}
