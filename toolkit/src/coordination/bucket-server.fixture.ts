/** A token bucket, full at first. It counts the requests that it had too little for, and draws nothing for these. */
export class BucketServer {
  readonly #most: number;
  readonly #perMs: number;
  #level: number;
  #levelAtMs: number;
  exceeded = 0;
  /** When requests found too little. */
  readonly exceededAtMs: number[] = [];
  admitted = 0;

  constructor(most: number, refillPerSecond: number, nowMs: number) {
    this.#most = most;
    this.#perMs = refillPerSecond / 1_000;
    this.#level = most;
    this.#levelAtMs = nowMs;
  }

  level(nowMs: number): number {
    this.#level = Math.min(this.#most, this.#level + (nowMs - this.#levelAtMs) * this.#perMs);
    this.#levelAtMs = nowMs;
    return this.#level;
  }

  /** @returns whether there was enough for a request */
  count(nowMs: number, cost = 1): boolean {
    // Sums of fractions are not exact.
    if (this.level(nowMs) + 1e-6 < cost) {
      this.exceeded += 1;
      this.exceededAtMs.push(nowMs);
      return false;
    }
    this.admitted += cost;
    this.#level -= cost;
    return true;
  }

  /** Draws what a request took beyond what it was charged, or gives it back; what flows over is lost. */
  settle(nowMs: number, more: number): void {
    this.admitted += more;
    this.#level = Math.min(this.#most, this.level(nowMs) - more);
  }
}
