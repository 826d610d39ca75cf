import type { Cancel, Clock } from '../src/time/clock.ts';

/** A clock that counts its own running timers, when others set timers on the same time. */
export class CountingClock implements Clock {
  readonly #clock: Clock;
  readonly #running = new Set<object>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pending(): number {
    return this.#running.size;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimeout(fn: () => void, delayMs: number): Cancel {
    const timer = {};
    this.#running.add(timer);
    const cancel = this.#clock.setTimeout(() => {
      this.#running.delete(timer);
      fn();
    }, delayMs);
    return () => {
      this.#running.delete(timer);
      cancel();
    };
  }
}
