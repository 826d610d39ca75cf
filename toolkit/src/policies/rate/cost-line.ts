import type { Waiting } from '../../time/wait-scope.ts';
import { Waiters } from '../bulkhead/waiters.ts';

/** A line of calls, each of which needs so much at once. */
export class CostLine extends Waiters<number> {
  #cost = 0;
  /** How many calls have left the line, served or not. */
  #turn = 0;

  /** What all that wait need together. */
  get cost(): number {
    return this.#cost;
  }

  /** What the first one needs, and which call it is: the number rises with each that leaves. */
  get next(): { cost: number; turn: number } {
    return { cost: this.first ?? 0, turn: this.#turn };
  }

  override async join(call: Waiting, cost: number): Promise<void> {
    this.#cost += cost;
    try {
      await super.join(call, cost);
    } catch (error) {
      this.#left(cost);
      throw error;
    }
  }

  override releaseFirst(): boolean {
    const cost = this.first;
    if (cost === undefined) return false;
    this.#left(cost);
    return super.releaseFirst();
  }

  #left(cost: number): void {
    this.#cost -= cost;
    this.#turn += 1;
  }
}
