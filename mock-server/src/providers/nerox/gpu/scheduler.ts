/** Gives GPUs out in the order in which they are asked for. It knows no time: whoever asks says when. */
export class Scheduler<T> {
  #free: number;
  /** In the order of their coming. */
  readonly #queue = new Set<T>();

  constructor(gpus: number) {
    this.#free = gpus;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** True: it has a GPU. False: it has to wait. */
  ask(task: T): boolean {
    if (this.#free === 0) {
      this.#queue.add(task);
      return false;
    }
    this.#free -= 1;
    return true;
  }

  /** A GPU is given back; who has waited longest has it now. */
  giveBack(): T | undefined {
    const [next] = this.#queue;
    if (next === undefined) this.#free += 1;
    else this.#queue.delete(next);
    return next;
  }

  /** It waits no more; false where it did not. */
  withdraw(task: T): boolean {
    return this.#queue.delete(task);
  }
}
