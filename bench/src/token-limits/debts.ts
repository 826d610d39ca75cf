import type { SeenRequest } from './api/journal.ts';

/**
 * What each of several processes owes, as far as the API can tell: what calls took beyond their estimates, less what has
 * flowed in since, into the process's equal part.
 */
export class Debts {
  readonly #perMs: number;
  readonly #processOf: (entry: SeenRequest) => number;
  /** By when they were settled; those that are not yet counted. */
  readonly #settled: { entry: SeenRequest; atMs: number }[];
  readonly #owed = new Map<number, { sum: number; atMs: number }>();

  /** @param perMs what flows into a process's part in a millisecond */
  constructor(entries: readonly SeenRequest[], processOf: (entry: SeenRequest) => number, perMs: number) {
    this.#perMs = perMs;
    this.#processOf = processOf;
    this.#settled = entries
      .flatMap((entry) => (entry.settledAtMs === null ? [] : { entry, atMs: entry.settledAtMs }))
      .toSorted((a, b) => b.atMs - a.atMs);
  }

  /** @param nowMs not before that of the last time */
  of(process: number, nowMs: number): number {
    for (let last = this.#settled.at(-1); last !== undefined && last.atMs <= nowMs; last = this.#settled.at(-1)) {
      const { entry, atMs } = last;
      this.#settled.pop();
      const sum = this.#left(this.#processOf(entry), atMs) + Math.max(0, entry.actual - entry.charged);
      this.#owed.set(this.#processOf(entry), { sum, atMs });
    }
    return this.#left(process, nowMs);
  }

  #left(process: number, nowMs: number): number {
    const { sum, atMs } = this.#owed.get(process) ?? { sum: 0, atMs: nowMs };
    return Math.max(0, sum - (nowMs - atMs) * this.#perMs);
  }
}
