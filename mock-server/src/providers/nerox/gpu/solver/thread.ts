import { Worker } from 'node:worker_threads';
import type { Answer, Order } from './messages.ts';
import type { Improvement } from './trajectory.ts';

/** One job's side of a thread. */
export interface Receiver {
  computed(iterations: number, improvements: readonly Improvement[]): void;
  failed(reason: string): void;
  /** The thread is about to be closed. */
  dispose(): void;
}

/** A worker thread and the jobs that it has. */
export class Thread {
  readonly #worker: Worker;
  readonly #receivers = new Map<number, Receiver>();

  /** @param onLost it works no more, and its jobs have failed */
  constructor(module: URL, onLost: (thread: Thread) => void) {
    this.#worker = new Worker(module, { name: 'gpu-solver' });
    this.#worker.on('message', (answer: Answer) => this.#receive(answer));
    const lose = (reason: string): void => {
      onLost(this);
      const receivers = [...this.#receivers.values()];
      this.#receivers.clear();
      for (const receiver of receivers) receiver.failed(reason);
    };
    this.#worker.on('error', (error) => lose(`The worker crashed: ${String(error)}`));
    this.#worker.on('exit', (code) => lose(`The worker ended with code ${code}.`));
  }

  /** How many it has. */
  get jobs(): number {
    return this.#receivers.size;
  }

  open(order: Extract<Order, { kind: 'open' }>, receiver: Receiver): void {
    this.#receivers.set(order.job, receiver);
    this.#worker.postMessage(order);
  }

  advance(job: number, to: number): void {
    const order: Order = { kind: 'advance', job, to };
    this.#worker.postMessage(order);
  }

  /** Its receiver is told nothing more. */
  dispose(job: number): void {
    if (!this.#receivers.delete(job)) return;
    const order: Order = { kind: 'dispose', job };
    this.#worker.postMessage(order);
  }

  async close(): Promise<void> {
    for (const receiver of [...this.#receivers.values()]) receiver.dispose();
    await this.#worker.terminate();
  }

  #receive(answer: Answer): void {
    const receiver = this.#receivers.get(answer.job);
    if (receiver === undefined) return;
    if ('error' in answer) {
      this.#receivers.delete(answer.job);
      receiver.failed(answer.error);
    } else {
      receiver.computed(answer.iterations, answer.improvements);
    }
  }
}
