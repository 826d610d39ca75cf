import type { Waiting } from '../../time/wait-scope.ts';
import { Waiters } from './waiters.ts';

/** How often in a row the call that has waited longest may be passed over. */
const PATIENCE = /* seam: patience */ 4;

/**
 * A line of waiting calls with priorities: the highest goes first, and of equals the one that came first. So that none
 * starves, the call that has waited longest of all is passed over at most four times in a row, and then goes next. So a
 * call with n older ones before it is among the next 5 * (n + 1) to go, whatever comes after it.
 */
export class PriorityQueue {
  /** The waiting calls by priority, each with its place in the order of arrival. */
  readonly #queues = new Map<number, Waiters<number>>();
  #arrivals = 0;
  #oldest = 0;
  #passedOver = 0;

  get size(): number {
    let size = 0;
    for (const queue of this.#queues.values()) size += queue.size;
    return size;
  }

  join(call: Waiting, priority: number): Promise<void> {
    const queue = this.#queues.get(priority) ?? new Waiters<number>();
    this.#queues.set(priority, queue);
    this.#arrivals += 1;
    return queue.join(call, this.#arrivals);
  }

  /** Lets the next call go on, if one waits; it has left the line when this returns. */
  releaseFirst(): boolean {
    let [highest, highestPriority] = [undefined as Waiters<number> | undefined, Number.NEGATIVE_INFINITY];
    let [longest, oldest] = [undefined as Waiters<number> | undefined, Number.POSITIVE_INFINITY];
    for (const [priority, queue] of this.#queues) {
      const first = queue.first;
      if (first === undefined) {
        // All calls of this priority have gone, and others may never come.
        this.#queues.delete(priority);
        continue;
      }
      if (priority > highestPriority) [highest, highestPriority] = [queue, priority];
      if (first < oldest) [longest, oldest] = [queue, first];
    }
    if (oldest !== this.#oldest) [this.#oldest, this.#passedOver] = [oldest, 0];
    if (highest === longest || this.#passedOver === PATIENCE) return longest?.releaseFirst() ?? false;
    this.#passedOver += 1;
    return highest?.releaseFirst() ?? false;
  }
}
