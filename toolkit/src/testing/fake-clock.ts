import type { Cancel, Clock } from '../time/clock.ts';

interface Timer {
  atMs: number;
  fn: () => void;
}

const MOST_TURNS = 10_000;

/** A clock whose time passes only when a test says so. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs: number;

  /** @param startMs milliseconds since the epoch; default 2026-01-01T00:00:00Z */
  constructor(startMs = 1_767_225_600_000) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimeout(fn: () => void, delayMs: number): Cancel {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), fn };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  /** How far away the timer that was set last is, in milliseconds; 0 if none is pending. */
  get newestMs(): number {
    return ([...this.#timers].at(-1)?.atMs ?? this.#nowMs) - this.#nowMs;
  }

  /**
   * Lets the event loop turn, without time passing, until `count` timers are pending.
   *
   * @throws Error if that does not happen within 10,000 turns
   */
  async untilPending(count: number): Promise<void> {
    for (let turns = 0; this.#timers.size !== count; turns += 1) {
      if (turns === MOST_TURNS) throw new Error(`${this.#timers.size} timers are pending, not ${count}.`);
      await settlePromises();
    }
  }

  /**
   * Lets `ms` pass within this turn of the event loop: fires the timers that fall due, in order. Promises settle only
   * after that.
   */
  tick(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(); next !== undefined && next.atMs <= untilMs; next = this.#next()) this.#fire(next);
    this.#nowMs = untilMs;
  }

  /** Lets `ms` pass: fires the timers that fall due, in order, and lets promises settle before each. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      await settlePromises();
      const next = this.#next();
      if (next === undefined || next.atMs > untilMs) break;
      this.#fire(next);
    }
    this.#nowMs = untilMs;
    await settlePromises();
  }

  /**
   * Lets time pass until `promise` has settled.
   *
   * @throws Error if no timer is left that could settle it
   */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    promise.then(
      () => {
        settled = true;
      },
      () => {
        settled = true;
      },
    );
    for (;;) {
      await settlePromises();
      if (settled) return promise;
      const next = this.#next();
      if (next === undefined) throw new Error('The promise is pending, and no timer is left to settle it.');
      this.#fire(next);
    }
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.atMs < next.atMs) next = timer;
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#nowMs = timer.atMs;
    timer.fn();
  }
}

/** Waits for a turn of the event loop, which comes after all promises that can settle without one. */
function settlePromises(): Promise<void> {
  // biome-ignore lint/style/noRestrictedGlobals: not a wait; a turn of the real loop is the only way to know that promises have settled
  return new Promise((resolve) => setImmediate(resolve));
}
