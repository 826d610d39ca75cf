import type { Waiting } from '../../time/wait-scope.ts';
import { Waiters } from './waiters.ts';

/** How often in a row the one who waited longest may be passed over. */
const PATIENCE = /* seam: patience */ 4;

/**
 * Those who wait, with priorities: the highest goes first, and of equals the
 * one who came first. So that none starves, whoever has waited longest of all
 * is passed over at most four times in a row, and goes next then. So one with n
 * older ones before it is among the next 5 * (n + 1), whatever comes after it.
 */
export class PriorityLine {
  /** Those who wait, by priority; each with its place in the order of arrival. */
  readonly #lanes = new Map<number, Waiters<number>>();
  #arrivals = 0;
  #oldest = 0;
  #passedOver = 0;

  get size(): number {
    let size = 0;
    for (const lane of this.#lanes.values()) size += lane.size;
    return size;
  }

  join(call: Waiting, priority: number): Promise<void> {
    const lane = this.#lanes.get(priority) ?? new Waiters<number>();
    this.#lanes.set(priority, lane);
    this.#arrivals += 1;
    return lane.join(call, this.#arrivals);
  }

  /** Lets the next one go on; it has left the line when this returns. */
  releaseFirst(): boolean {
    let [highest, highestPriority] = [undefined as Waiters<number> | undefined, Number.NEGATIVE_INFINITY];
    let [longest, oldest] = [undefined as Waiters<number> | undefined, Number.POSITIVE_INFINITY];
    for (const [priority, lane] of this.#lanes) {
      const first = lane.first;
      if (first === undefined) {
        // All of its members have gone; others may never come.
        this.#lanes.delete(priority);
        continue;
      }
      if (priority > highestPriority) [highest, highestPriority] = [lane, priority];
      if (first < oldest) [longest, oldest] = [lane, first];
    }
    if (oldest !== this.#oldest) [this.#oldest, this.#passedOver] = [oldest, 0];
    if (highest === longest || this.#passedOver === PATIENCE) return longest?.releaseFirst() ?? false;
    this.#passedOver += 1;
    return highest?.releaseFirst() ?? false;
  }
}
