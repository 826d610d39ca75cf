import type { WindowLimit } from './plan.ts';

/** A window that begins with the first request after the one before, as a counter that expires makes it. */
export class OpeningWindow {
  /** Which it is, from 1; 0 before the first request. */
  number = 0;
  /** The instant from which on the next one may begin. */
  endsAtMs = Number.NEGATIVE_INFINITY;
  readonly #limit: WindowLimit;
  #left = 0;

  constructor(limit: WindowLimit) {
    this.#limit = limit;
  }

  /** @returns whether the request is admitted; what is refused takes nothing */
  admits(nowMs: number): boolean {
    if (nowMs >= this.endsAtMs) {
      this.number += 1;
      this.endsAtMs = nowMs + this.#limit.windowMs;
      this.#left = this.#limit.admits;
    }
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }
}
