/** Gives out GPUs in the order in which they are asked for. It has no clock; its caller decides when. */
export class Scheduler<T> {
  #free: number;
  /** In the order in which they asked. */
  readonly #queue = new Set<T>();

  constructor(gpus: number) {
    this.#free = gpus;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** True: the task has a GPU. False: it has to wait. */
  ask(task: T): boolean {
    if (this.#free === 0) {
      this.#queue.add(task);
      return false;
    }
    this.#free -= 1;
    return true;
  }

  /** Takes a GPU back. @returns the task that has waited longest, which has that GPU now */
  giveBack(): T | undefined {
    const [next] = this.#queue;
    if (next === undefined) this.#free += 1;
    else this.#queue.delete(next);
    return next;
  }

  /** Takes a task out of the queue; false where it was not waiting. */
  withdraw(task: T): boolean {
    return this.#queue.delete(task);
  }
}
