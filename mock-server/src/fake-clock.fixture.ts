import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

interface Timer {
  dueMs: number;
  fn: () => void;
}

/** Time that moves only when a test says so. */
export class FakeClock implements Clock {
  #nowMs: number;
  #timers: Timer[] = [];

  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs;
  }

  now = (): number => this.#nowMs;

  setTimeout = (fn: () => void, delayMs: number): (() => void) => {
    const timer = { dueMs: this.#nowMs + delayMs, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  get pending(): number {
    return this.#timers.length;
  }

  /** How far away the timer is that was set last; 0 where none is pending. */
  get newestMs(): number {
    return Math.max(0, (this.#timers.at(-1)?.dueMs ?? this.#nowMs) - this.#nowMs);
  }

  /** Fires what becomes due, in order. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.fn();
    }
    this.#nowMs = untilMs;
  }

  /** Lets the event loop turn, without time passing, until so many timers are pending. */
  async untilPending(count: number): Promise<void> {
    for (let turns = 0; this.#timers.length !== count; turns += 1) {
      if (turns > 10_000) throw new Error(`${this.#timers.length} timers are pending, not ${count}`);
      await nextTurn();
    }
  }
}
