import { History } from './history.ts';
import type { Best, JobError } from './solving.ts';

export const jobStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** How a job ends. */
export type Ending = { status: 'succeeded' | 'cancelled'; error: null } | { status: 'failed'; error: JobError };

/** What is known of a job as soon as it is submitted. Times are whole epoch milliseconds of the GPU clock. */
export interface JobFacts {
  id: string;
  /** The id of the account that submitted it. */
  account: string;
  tier: string;
  problemType: string;
  /** What its solution is called in its result. */
  solutionName: string;
  idempotencyKey: string | null;
  submittedMs: number;
  iterations: number;
  /** How long it takes to full convergence, in GPU milliseconds. */
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

/** The statuses that may follow each status. */
const next: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['running', 'failed', 'cancelled'],
  running: ['succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

/**
 * A job's life, as its owner sees it: queued, running, and then one of three ends,
 * which are final. Each event for its watchers is written in the same turn of the
 * event loop as the state that it tells.
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

  /** @param present what an event says of the job: `status` while it goes on, `end` with its result */
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

  /** Takes the state after `iteration` iterations. @returns whether the best has improved */
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
