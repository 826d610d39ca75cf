import type { Cancel } from '../../../clock.ts';
import type { GpuClock } from './gpu-clock.ts';
import type { Ending, GpuJob } from './job.ts';
import type { Solving } from './solving.ts';

export interface RunDeps {
  clock: GpuClock;
  job: GpuJob;
  solving: Solving;
  startedMs: number;
  iterationsPerSecond: number;
  reportEvery: number;
  /** It has ended, and all of it has been shown. */
  onShown: (ending: Ending, endedMs: number) => void;
  /** What computes it failed. */
  onFailure: (error: unknown) => void;
}

interface End {
  ending: Ending;
  atMs: number;
  /** How far the GPU has come by then. */
  iteration: number;
}

/**
 * Shows a job's trajectory as its GPU would come by it. What the machine has
 * computed is told no earlier than the GPU clock says; where the machine is
 * behind, it is told later, and at the same times of the GPU clock.
 */
export class Run {
  readonly #deps: RunDeps;
  /** All up to here may be shown. */
  #due = 0;
  #shown = 0;
  #end: End | null = null;
  #showing = false;
  #dropped = false;
  #cancelReport: Cancel = () => {};

  constructor(deps: RunDeps) {
    this.#deps = deps;
    this.#awaitReport(deps.reportEvery);
  }

  /** When its time on the GPU ended, though all of it may not have been shown; null where it has not. */
  get endedMs(): number | null {
    return this.#end?.atMs ?? null;
  }

  /** What the GPU has come by until then is shown, and then the end. */
  end(ending: Ending, atMs: number): void {
    if (this.#end !== null) return;
    const { startedMs, iterationsPerSecond, reportEvery, job } = this.#deps;
    const { iterations } = job.facts;
    const done = Math.min(iterations, Math.floor(((atMs - startedMs) * iterationsPerSecond) / 1_000));
    // Of one that does not come to its end, nothing is known but what has been reported.
    const iteration = ending.status === 'succeeded' ? iterations : done - (done % reportEvery);
    this.#end = { ending, atMs, iteration };
    this.#due = iteration;
    this.#cancelReport();
    this.#show();
  }

  /** Nothing of it is shown any more. */
  drop(): void {
    this.#dropped = true;
    this.#cancelReport();
    this.#deps.solving.dispose();
  }

  /** On its GPU, in milliseconds; never early. */
  #msTo(iteration: number): number {
    return Math.ceil((iteration * 1_000) / this.#deps.iterationsPerSecond);
  }

  #awaitReport(iteration: number): void {
    const { clock, job, solving, startedMs, reportEvery } = this.#deps;
    const { iterations } = job.facts;
    // Ahead of its time, so that it is told in time; if it can't be, that is told by who waits for it.
    solving.until(Math.min(iteration, iterations)).catch(() => {});
    // What is due at the end is shown by the end.
    if (iteration >= iterations) return;
    this.#cancelReport = clock.at(startedMs + this.#msTo(iteration), () => {
      this.#due = iteration;
      this.#awaitReport(iteration + reportEvery);
      this.#show();
    });
  }

  /** In this very turn, as far as it has been computed. */
  async #show(): Promise<void> {
    if (this.#showing) return;
    this.#showing = true;
    const { solving, job, reportEvery, onShown, onFailure } = this.#deps;
    try {
      while (!this.#dropped) {
        const report = this.#shown + reportEvery;
        const to = report <= this.#due ? report : this.#end?.iteration;
        if (to === undefined) break;
        if (solving.iterations < to) await solving.until(to);
        if (this.#dropped) break;
        const improved = job.show(to, solving.bestAt(to));
        if (to === report) {
          this.#shown = report;
          if (improved) job.tellProgress(this.#msTo(report));
        } else if (this.#end !== null) {
          this.drop();
          onShown(this.#end.ending, this.#end.atMs);
        }
      }
    } catch (error) {
      this.drop();
      onFailure(error);
    }
    this.#showing = false;
  }
}
