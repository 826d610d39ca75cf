import type { Clock } from '../../time/clock.ts';

/** So many leave at once, even if there were never as many in flight before. */
const AT_ONCE = 10;
/** In how many milliseconds what leaves beyond that grows by a factor of e. */
const GROWTH_MS = 25;
/** What leaves later than that did not wait for its turn alone. */
const MOST_LATE_MS = 50;

/**
 * What was never in flight at once before leaves one after the other, more and more a millisecond: so the server's first
 * refusal comes before much more has left.
 */
export class Pace {
  readonly #clock: Clock;
  /** It grows from the limit before it was raised. */
  #from = AT_ONCE;
  /** When one more than ever before may leave. */
  opensAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#clock.now() >= this.opensAtMs;
  }

  /** The limit was raised from this number. */
  raised(from: number): void {
    this.#from = Math.max(AT_ONCE, from);
  }

  /** As many are in flight as never before. @param waiting how many wait */
  reached(inFlight: number, waiting: number): void {
    if (inFlight < AT_ONCE) return;
    const nowMs = this.#clock.now();
    // Where this process cannot keep up, a refusal may have come that it has not seen.
    const wasDue = waiting > 0 && inFlight > AT_ONCE;
    const lateMs = wasDue ? Math.min(nowMs - this.opensAtMs, MOST_LATE_MS) : 0;
    this.opensAtMs = nowMs + GROWTH_MS / Math.max(1, inFlight - this.#from + 1) + lateMs;
  }
}
