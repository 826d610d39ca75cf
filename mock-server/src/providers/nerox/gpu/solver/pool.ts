import { availableParallelism } from 'node:os';
import type { Solving } from '../solving.ts';
import { PooledSolving, SolverFailure, type SolvingOptions } from './pooled-solving.ts';
import { type Receiver, Thread } from './thread.ts';

export interface PoolOptions {
  /** The most worker threads, each started when a job needs it; unless given, as many as processors, but at most 4. */
  threads?: number | undefined;
  /** The module that the threads run, for tests. */
  module?: URL | undefined;
}

const MOST_BY_DEFAULT = 4;
/** In the sources the worker is beside this file; in the package it is beside the bundle, under the build's name. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './gpu-solver-worker.mjs', import.meta.url);

/** Worker threads that solve problems: a job stays with one thread, and a thread's jobs take turns. */
export class SolverPool {
  readonly #most: number;
  readonly #module: URL;
  readonly #threads = new Set<Thread>();
  #jobs = 0;
  #closed = false;

  constructor({ threads = Math.min(availableParallelism(), MOST_BY_DEFAULT), module = WORKER }: PoolOptions = {}) {
    this.#most = threads;
    this.#module = module;
  }

  /** How many threads are running. */
  get threads(): number {
    return this.#threads.size;
  }

  /** Opens a problem; nothing is computed or sent to a thread before the first `until`. */
  open(type: string, input: unknown, options: SolvingOptions): Solving {
    this.#jobs += 1;
    const job = this.#jobs;
    return new PooledSolving(job, options, (receiver) => this.#assign(job, receiver, { type, input, ...options }));
  }

  /** Ends the threads and disposes of what they were solving; nothing can be solved after that. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#threads].map((thread) => thread.close()));
  }

  #assign(job: number, receiver: Receiver, request: SolvingOptions & { type: string; input: unknown }): Thread {
    if (this.#closed) throw new SolverFailure('The solver is closed.');
    let [thread] = [...this.#threads].sort((a, b) => a.jobs - b.jobs);
    if (thread === undefined || (thread.jobs > 0 && this.#threads.size < this.#most)) {
      // A lost thread is replaced only when a job needs it, so that a broken module isn't started over and over.
      thread = new Thread(this.#module, (lost) => this.#threads.delete(lost));
      this.#threads.add(thread);
    }
    thread.open({ kind: 'open', job, ...request }, receiver);
    return thread;
  }
}
