import type { Clock } from '../../time/clock.ts';

/** So many leave at once, even if there were never as many in flight before. */
const AT_ONCE = 10;
/** In how many milliseconds what leaves beyond that grows by a factor of e. */
const GROWTH_MS = 25;
/** A timer is late by so much on a machine that is not busy. */
const GRAIN_MS = 4;
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

  /** The limit was raised from this number. */
  raised(from: number): void {
    this.#from = Math.max(AT_ONCE, from);
    // What the limit held was not late.
    this.opensAtMs = this.#clock.now();
  }

  /** As many are in flight as never before. @param waiting how many wait */
  reached(inFlight: number, waiting: number): void {
    if (inFlight < AT_ONCE) return;
    const nowMs = this.#clock.now();
    const wasDue = waiting > 0 && inFlight > AT_ONCE;
    const lateMs = wasDue ? nowMs - this.opensAtMs : 0;
    // What is late by no more than timers are keeps its pace. Where this process cannot keep up, a refusal may have come
    // that it has not seen.
    const moreMs = lateMs > GRAIN_MS ? Math.min(lateMs, MOST_LATE_MS) : -lateMs;
    this.opensAtMs = nowMs + GROWTH_MS / Math.max(1, inFlight - this.#from + 1) + moreMs;
  }
}
