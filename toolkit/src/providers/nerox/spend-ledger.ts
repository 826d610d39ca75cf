/** The GPU time that was set aside for a job. */
export interface Reservation {
  /** The API has estimated what the job takes. */
  estimated(gpuSeconds: number): void;
  /** The job has ended with this bill. Only the first call of this or `release` counts. */
  ended(billedGpuMs: number): void;
  /** There is no job. Only the first call of this or `ended` counts. */
  release(): void;
}

/**
 * What is spent and set aside, in whole milliseconds of GPU time. The usage that the API tells is a little old: bills
 * that came after it was asked for may or may not be in it, so they are added. That may count a bill twice until the
 * next request, but never leaves one out.
 */
export class SpendLedger {
  #setAsideMs = 0;
  #billedMs = 0;
  /** The usage, as the API said last. */
  #usedMs = 0;
  /** What this client's jobs had been billed when that usage was asked for. */
  #billedBeforeMs = 0;

  /** Committed by this client. */
  get runMs(): number {
    return this.#billedMs + this.#setAsideMs;
  }

  /** Committed by the account in the API's period. */
  get periodMs(): number {
    return this.#usedMs + (this.#billedMs - this.#billedBeforeMs) + this.#setAsideMs;
  }

  /** Call it when the usage is asked for, and the function that it returns with the answer. */
  asking(): (usedMs: number) => void {
    const before = this.#billedMs;
    return (usedMs) => {
      this.#usedMs = usedMs;
      this.#billedBeforeMs = before;
    };
  }

  reserve(forecastMs: number): Reservation {
    let heldMs: number | undefined = forecastMs;
    this.#setAsideMs += forecastMs;
    const drop = (): boolean => {
      if (heldMs === undefined) return false;
      this.#setAsideMs -= heldMs;
      heldMs = undefined;
      return true;
    };
    return {
      estimated: (gpuSeconds) => {
        if (heldMs === undefined) return;
        const estimatedMs = Math.round(gpuSeconds * 1_000);
        this.#setAsideMs += estimatedMs - heldMs;
        heldMs = estimatedMs;
      },
      ended: (billedGpuMs) => {
        if (drop()) this.#billedMs += billedGpuMs;
      },
      release: () => void drop(),
    };
  }
}
