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
  /** Called when the run has ended and all of it has been shown. */
  onShown: (ending: Ending, endedMs: number) => void;
  /** Called when the solver failed. */
  onFailure: (error: unknown) => void;
}

interface End {
  ending: Ending;
  atMs: number;
  /** The last iteration that is shown. */
  iteration: number;
}

/**
 * Shows a job's trajectory at the pace of its GPU. What the machine has computed
 * is shown no earlier than the GPU clock says. Where the machine is behind, it is
 * shown later, with the same times of the GPU clock.
 */
export class Run {
  readonly #deps: RunDeps;
  /** Iterations up to here may be shown. */
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

  /** When its time on the GPU ended, even if not all has been shown yet; null where it has not ended. */
  get endedMs(): number | null {
    return this.#end?.atMs ?? null;
  }

  /** Ends the run: shows what the GPU has found by then, and calls `onShown`. */
  end(ending: Ending, atMs: number): void {
    if (this.#end !== null) return;
    const { startedMs, iterationsPerSecond, reportEvery, job } = this.#deps;
    const { iterations } = job.facts;
    const done = Math.min(iterations, Math.floor(((atMs - startedMs) * iterationsPerSecond) / 1_000));
    // A job that does not succeed shows only what was reported before.
    const iteration = ending.status === 'succeeded' ? iterations : done - (done % reportEvery);
    this.#end = { ending, atMs, iteration };
    this.#due = iteration;
    this.#cancelReport();
    this.#show();
  }

  /** Stops computing and showing. */
  drop(): void {
    this.#dropped = true;
    this.#cancelReport();
    this.#deps.solving.dispose();
  }

  /** When its GPU has done that iteration, in whole milliseconds after the start; rounded up, so never early. */
  #msTo(iteration: number): number {
    return Math.ceil((iteration * 1_000) / this.#deps.iterationsPerSecond);
  }

  #awaitReport(iteration: number): void {
    const { clock, job, solving, startedMs, reportEvery } = this.#deps;
    const { iterations } = job.facts;
    // Computed ahead of its time, so that it can be shown in time; #show awaits it too and reports a failure.
    solving.until(Math.min(iteration, iterations)).catch(() => {});
    // `end` shows the last iterations.
    if (iteration >= iterations) return;
    this.#cancelReport = clock.at(startedMs + this.#msTo(iteration), () => {
      this.#due = iteration;
      this.#awaitReport(iteration + reportEvery);
      this.#show();
    });
  }

  /** Shows what is due: in this very turn as far as it has been computed, and the rest once it is. */
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
