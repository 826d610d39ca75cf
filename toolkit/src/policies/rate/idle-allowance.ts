/**
 * Idle tokens are spread over somewhat more than they rest: one comes round later, by its request's round trip, and
 * where the end of the line meets its beginning there is to be no hole.
 */
const ROUND = 1.15;

/** What is nearer than this is now: a timer cannot be told to wait for so little. */
const CLOCK_GRAIN_MS = 0.001;

/** How many idle tokens may be used at once; the others follow evenly. */
export class IdleAllowance {
  readonly #burst: number;
  readonly #restMs: number;
  #count = Number.POSITIVE_INFINITY;
  #atMs = 0;

  /**
   * @param burst a share of all tokens; 1: all may be used at once
   * @param restMs how long a token rests after its use
   */
  constructor(burst: number, restMs: number) {
    this.#burst = burst;
    this.#restMs = restMs;
  }

  /** @param held tokens in all */
  allows(nowMs: number, held: number): boolean {
    return this.#burst === 1 || this.untilMs(nowMs, held) <= CLOCK_GRAIN_MS;
  }

  /** @returns in how many milliseconds one may be used */
  untilMs(nowMs: number, held: number): number {
    const perMs = Math.max(1, held) / (this.#restMs * ROUND);
    const most = Math.max(1, this.#burst * held);
    this.#count = Math.min(most, this.#count + (nowMs - this.#atMs) * perMs);
    this.#atMs = nowMs;
    // A fraction that no clock can tell would be waited for without end.
    const lacking = 1 - this.#count;
    return lacking < 1e-6 ? 0 : lacking / perMs;
  }

  /** One was used. */
  use(): void {
    this.#count -= 1;
  }
}
