import { OptionError } from '../../errors/errors.ts';

export interface PlateauOptions {
  /**
   * How much better the energy must get to count as an improvement, as a share of the best one; from 0 up. Default
   * 0.001.
   */
  minImprovement?: number;
  /** The share of its GPU time that a job may spend without an improvement, above 0 and at most 1. Default 0.3. */
  share?: number;
  /**
   * The least GPU time without an improvement before a job is ended, in GPU-seconds. Default: a tenth of what the API
   * estimates for the job.
   */
  minGpuSeconds?: number;
}

/**
 * Tells when a job finds nothing more that is worth its price: it has not improved by more than `minImprovement` in the
 * last `share` of the GPU time that it has taken, nor in the last `minGpuSeconds`.
 *
 * The patience grows with the time spent, because the gaps between improvements of a stochastic search grow about in
 * proportion to it: a fixed patience would end long jobs early, or short ones late. The second condition is for a job's
 * beginning, where a share of almost no time is almost no patience. Small improvements add up until together they count
 * as one.
 */
export class Plateau {
  readonly #minImprovement: number;
  readonly #share: number;
  readonly #minGpuSeconds: number;
  #bestEnergy: number | undefined;
  #improvedAt = 0;

  /** @throws OptionError if an option cannot be used */
  constructor(options: PlateauOptions, estimatedGpuSeconds: number) {
    const { minImprovement = 0.001, share = 0.3, minGpuSeconds = estimatedGpuSeconds / 10 } = options;
    requireOption('minImprovement', 'of at least 0', minImprovement, (value) => value >= 0);
    requireOption('share', 'above 0 and at most 1', share, (value) => value > 0 && value <= 1);
    requireOption('minGpuSeconds', 'of at least 0', minGpuSeconds, (value) => value >= 0);
    this.#minImprovement = minImprovement;
    this.#share = share;
    this.#minGpuSeconds = minGpuSeconds;
  }

  /** Whether the job is on a plateau now. `energy` is its best so far, null if it has none. */
  reached(energy: number | null, gpuSeconds: number): boolean {
    if (energy === null) return false;
    const best = this.#bestEnergy;
    if (best === undefined || best - energy > this.#minImprovement * Math.abs(best)) {
      this.#bestEnergy = energy;
      this.#improvedAt = gpuSeconds;
      return false;
    }
    const quietFor = gpuSeconds - this.#improvedAt;
    return quietFor > 0 && quietFor >= Math.max(this.#minGpuSeconds, this.#share * gpuSeconds);
  }
}

function requireOption(option: string, range: string, value: number, isUsable: (value: number) => boolean): void {
  if (!isUsable(value)) throw new OptionError(`plateau.${option}`, `give a number ${range}.`, value);
}
