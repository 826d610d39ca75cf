import type { Bucket } from '../plan.ts';

/** A bucket that is full at first, and refilled steadily. What was taken too little later makes a debt. */
export class TokenBucket {
  readonly #amount: number;
  readonly #perMs: number;
  #level: number;
  #atMs: number;

  constructor({ amount, refillPerSecond }: Bucket, nowMs: number) {
    this.#amount = amount;
    this.#perMs = refillPerSecond / 1_000;
    this.#level = amount;
    this.#atMs = nowMs;
  }

  /** What is in it; below 0 where more was taken than there was. */
  level(nowMs: number): number {
    this.#level = Math.min(this.#amount, this.#level + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
    return this.#level;
  }

  /** In how many milliseconds there is as much. */
  untilMs(cost: number, nowMs: number): number {
    return Math.max(0, cost - this.level(nowMs)) / this.#perMs;
  }

  /** Takes so much, or gives it back where it is below 0; what flows over is lost. */
  take(cost: number, nowMs: number): void {
    this.#level = Math.min(this.#amount, this.level(nowMs) - cost);
  }
}
