import type { Best, Solving } from '../solving.ts';
import type { Receiver, Thread } from './thread.ts';
import type { Improvement } from './trajectory.ts';

export interface SolvingOptions {
  /** How many iterations there are in all. */
  iterations: number;
  /** A safe integer; the same seed gives the same trajectory. */
  seed: number;
  /** In iterations: the best is known at every multiple of it, and at the last iteration. */
  reportEvery: number;
}

/** The worker of a problem threw, or is gone. */
export class SolverFailure extends Error {
  override readonly name = 'SolverFailure';
  readonly code = 'internal';
}

/**
 * How many iterations are computed at a time: 1.5 to 2 ms for 52 cities. A
 * thread's jobs take turns slice by slice, and at most one slice is computed in
 * vain for a job that is no longer wanted.
 */
export const SLICE = 40_000;

interface Waiter extends PromiseWithResolvers<void> {
  iteration: number;
}

/** Computes nothing before it is asked, and no further than asked, rounded up to a slice. */
export class PooledSolving implements Solving, Receiver {
  readonly #options: SolvingOptions;
  readonly #job: number;
  /** Hands the job to a thread. */
  readonly #open: (receiver: Receiver) => Thread;
  #thread: Thread | null = null;
  #iterations = 0;
  readonly #improvements: { iteration: number; best: Best }[] = [];
  #waiters: Waiter[] = [];
  /** Whether a slice is being computed. */
  #asked = false;
  #failure: SolverFailure | null = null;
  #disposed = false;

  constructor(job: number, options: SolvingOptions, open: (receiver: Receiver) => Thread) {
    this.#job = job;
    this.#options = options;
    this.#open = open;
  }

  /** How many iterations have been computed. */
  get iterations(): number {
    return this.#iterations;
  }

  /**
   * Resolves when that many iterations, or all, have been computed, or when the
   * solving is disposed of.
   * @throws SolverFailure where the worker fails
   */
  async until(iteration: number): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const target = Math.min(iteration, this.#options.iterations);
    if (this.#disposed || this.#iterations >= target) return;
    const waiter = { ...Promise.withResolvers<void>(), iteration: target };
    this.#waiters.push(waiter);
    this.#ask();
    await waiter.promise;
  }

  /** The best at the last report at or before that iteration; null before the first report. */
  bestAt(iteration: number): Best | null {
    return this.#improvements.findLast((each) => each.iteration <= iteration)?.best ?? null;
  }

  /** Computes nothing more; what has been computed stays known. */
  dispose(): void {
    this.#disposed = true;
    this.#thread?.dispose(this.#job);
    this.#thread = null;
    this.#settle(
      () => true,
      ({ resolve }) => resolve(),
    );
  }

  computed(iterations: number, improvements: readonly Improvement[]): void {
    this.#asked = false;
    this.#iterations = iterations;
    for (const { iteration, energy, solution } of improvements) {
      this.#improvements.push({ iteration, best: { energy, solution: Array.from(solution) } });
    }
    // Asks first, so that the worker goes on while the waiters handle this slice.
    this.#ask();
    this.#settle(
      ({ iteration }) => iteration <= iterations,
      ({ resolve }) => resolve(),
    );
  }

  failed(reason: string): void {
    const failure = new SolverFailure(reason);
    this.#failure = failure;
    this.#thread = null;
    this.#settle(
      () => true,
      ({ reject }) => reject(failure),
    );
  }

  #ask(): void {
    const furthest = Math.max(0, ...this.#waiters.map(({ iteration }) => iteration));
    if (this.#asked || furthest <= this.#iterations) return;
    this.#asked = true;
    this.#thread ??= this.#open(this);
    this.#thread.advance(this.#job, Math.min(this.#iterations + SLICE, this.#options.iterations));
  }

  #settle(which: (waiter: Waiter) => boolean, how: (waiter: Waiter) => void): void {
    const settled = this.#waiters.filter(which);
    this.#waiters = this.#waiters.filter((waiter) => !which(waiter));
    for (const waiter of settled) how(waiter);
  }
}
