import type { SdkPlan } from '../plan.ts';

/** A limit of requests in a time that begins with the first one. What is refused does not count. */
export class RequestWindow {
  readonly #options: SdkPlan['window'];
  #startedAtMs = Number.NEGATIVE_INFINITY;
  #admitted = 0;

  constructor(options: SdkPlan['window']) {
    this.#options = options;
  }

  /** @returns 0 where it is admitted; else how long the window lasts */
  arrive(nowMs: number): number {
    const { amount, windowMs } = this.#options;
    if (nowMs >= this.#startedAtMs + windowMs) {
      this.#startedAtMs = nowMs;
      this.#admitted = 0;
    }
    if (this.#admitted === amount) return this.#startedAtMs + windowMs - nowMs;
    this.#admitted += 1;
    return 0;
  }
}
