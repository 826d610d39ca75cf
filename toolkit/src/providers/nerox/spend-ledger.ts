/** What was set aside for a job. */
export interface Reservation {
  /** The API has estimated what it takes. */
  estimated(gpuSeconds: number): void;
  /** The job has ended, and this is its bill. Once; later calls do nothing. */
  ended(billedGpuMs: number): void;
  /** There is no job. Once; later calls do nothing. */
  release(): void;
}

/**
 * What is spent and set aside, in whole milliseconds of GPU time. Usage that
 * the API tells is a little old: it has, or has not, the bills that are heard
 * of from the question on, so these are added. That may count one twice until
 * the next question, and never leaves one out.
 */
export class SpendLedger {
  #setAsideMs = 0;
  #billedMs = 0;
  /** As the API said last. */
  #usedMs = 0;
  /** What was billed by the time of the question whose answer that was. */
  #billedBeforeMs = 0;

  /** Committed by this client. */
  get runMs(): number {
    return this.#billedMs + this.#setAsideMs;
  }

  /** Committed by the account in the API's period. */
  get periodMs(): number {
    return this.#usedMs + (this.#billedMs - this.#billedBeforeMs) + this.#setAsideMs;
  }

  /** To be called with the question for the usage; the returned function with the answer. */
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
