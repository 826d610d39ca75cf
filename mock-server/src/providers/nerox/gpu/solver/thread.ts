import { Worker } from 'node:worker_threads';
import type { SolverReply, SolverRequest } from './messages.ts';
import type { Improvement } from './trajectory.ts';

/** One job's side of a thread. */
export interface Receiver {
  computed(iterations: number, improvements: readonly Improvement[]): void;
  failed(reason: string): void;
  /** Called when the thread is about to be closed. */
  dispose(): void;
}

/** A worker thread and the jobs that it has. */
export class Thread {
  readonly #worker: Worker;
  readonly #receivers = new Map<number, Receiver>();

  /** @param onLost called when the thread has crashed or ended; its jobs then fail */
  constructor(module: URL, onLost: (thread: Thread) => void) {
    this.#worker = new Worker(module, { name: 'gpu-solver' });
    this.#worker.on('message', (reply: SolverReply) => this.#receive(reply));
    const lose = (reason: string): void => {
      onLost(this);
      const receivers = [...this.#receivers.values()];
      this.#receivers.clear();
      for (const receiver of receivers) receiver.failed(reason);
    };
    this.#worker.on('error', (error) => lose(`The worker crashed: ${String(error)}`));
    this.#worker.on('exit', (code) => lose(`The worker ended with code ${code}.`));
  }

  /** How many jobs the thread has. */
  get jobs(): number {
    return this.#receivers.size;
  }

  open(request: Extract<SolverRequest, { kind: 'open' }>, receiver: Receiver): void {
    this.#receivers.set(request.job, receiver);
    this.#worker.postMessage(request);
  }

  advance(job: number, to: number): void {
    const request: SolverRequest = { kind: 'advance', job, to };
    this.#worker.postMessage(request);
  }

  /** Ends a job; its receiver is told nothing more. */
  dispose(job: number): void {
    if (!this.#receivers.delete(job)) return;
    const request: SolverRequest = { kind: 'dispose', job };
    this.#worker.postMessage(request);
  }

  async close(): Promise<void> {
    for (const receiver of [...this.#receivers.values()]) receiver.dispose();
    await this.#worker.terminate();
  }

  #receive(reply: SolverReply): void {
    const receiver = this.#receivers.get(reply.job);
    if (receiver === undefined) return;
    if ('error' in reply) {
      this.#receivers.delete(reply.job);
      receiver.failed(reply.error);
    } else {
      receiver.computed(reply.iterations, reply.improvements);
    }
  }
}
