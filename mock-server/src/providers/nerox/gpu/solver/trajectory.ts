import type { Search } from './problem.ts';

/** A new best, as found at a report. */
export interface Improvement {
  iteration: number;
  energy: number;
  solution: Int32Array<ArrayBuffer>;
}

/** A search's progress at its reports: after every `reportEvery` iterations, and at the end. */
export class Trajectory {
  readonly #search: Search;
  readonly #iterations: number;
  readonly #reportEvery: number;
  #iteration = 0;
  #best = Number.POSITIVE_INFINITY;

  /** @param iterations in all */
  constructor(search: Search, iterations: number, reportEvery: number) {
    this.#search = search;
    this.#iterations = iterations;
    this.#reportEvery = reportEvery;
  }

  /** @returns the improvements seen at the reports on the way, at most one for each report */
  advance(to: number): Improvement[] {
    const improvements: Improvement[] = [];
    while (this.#iteration < to) {
      const report = Math.min(
        this.#iterations,
        this.#iteration - (this.#iteration % this.#reportEvery) + this.#reportEvery,
      );
      const stop = Math.min(report, to);
      this.#search.advance(stop - this.#iteration);
      this.#iteration = stop;
      if (stop < report) break;
      const { energy, solution } = this.#search.best();
      if (energy >= this.#best) continue;
      this.#best = energy;
      improvements.push({ iteration: stop, energy, solution: new Int32Array(solution) });
    }
    return improvements;
  }
}
