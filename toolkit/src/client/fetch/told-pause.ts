import type { AttemptPermit, PermitLimiter } from '../../policies/rate/permit-limiter.ts';
import type { Clock } from '../../time/clock.ts';

const permit: AttemptPermit = {};

/**
 * The pause that the server told, as a limit that has no room until it is over. It has no timer of its own: nothing has
 * to be undone when an account is forgotten.
 */
export class ToldPause implements PermitLimiter {
  readonly capacity = Number.POSITIVE_INFINITY;
  onRoom: () => void = () => {};
  readonly #clock: Clock;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns whether that made it longer */
  close(forMs: number): boolean {
    const untilMs = this.#clock.now() + forMs;
    if (untilMs <= this.#untilMs) return false;
    this.#untilMs = untilMs;
    return true;
  }

  hasRoom(): boolean {
    return this.#clock.now() >= this.#untilMs;
  }

  roomAtMs(): number {
    return this.#untilMs;
  }

  refillMs(): number {
    return 0;
  }

  /** How long it lasts, where that is beyond `byMs`; else 0. */
  untilFreeMs(_cost: number, byMs: number): number {
    return this.#untilMs > byMs ? this.#untilMs - this.#clock.now() : 0;
  }

  demand(): void {}

  send(): AttemptPermit {
    return permit;
  }

  answered(): void {}

  release(): void {}

  setLimit(): void {}

  reset(): void {}
}
