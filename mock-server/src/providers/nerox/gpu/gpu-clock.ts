import type { Clock } from '@evenkeel/toolkit';
import type { Cancel } from '../../../clock.ts';

interface Timer {
  dueMs: number;
  fn: (dueMs: number) => void;
}

/** The longest delay of `setTimeout`; a longer one fires at once. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;
/** More than the resolution of epoch milliseconds with fractions, so that time has passed after every wait. */
const SHORTEST_WAIT_MS = 0.001;

/**
 * The time by which GPUs work: it follows a real clock, can be scaled, frozen
 * (scale 0) and advanced, and never goes back. Its timers fire in order and are
 * told their own due times, however late the machine is: whoever reads the time
 * first fires every timer that is due by then.
 */
export class GpuClock {
  readonly #real: Clock;
  #scale: number;
  #realBaseMs: number;
  #gpuBaseMs: number;
  /** Sorted by due time; equal ones in the order in which they were set. */
  readonly #timers: Timer[] = [];
  #disarm: Cancel | null = null;
  #happening = false;
  #stopped = false;

  constructor(real: Clock, scale = 1) {
    this.#real = real;
    this.#scale = scale;
    this.#realBaseMs = real.now();
    this.#gpuBaseMs = Math.floor(this.#realBaseMs);
  }

  /** How many GPU milliseconds pass in a millisecond. */
  get scale(): number {
    return this.#scale;
  }

  /** Fires the timers that are due, and returns the time in whole epoch milliseconds. */
  now(): number {
    this.#happen();
    return Math.floor(this.#exactMs());
  }

  /** Calls `fn` with `dueMs`, in whole epoch milliseconds, once that time has come. */
  at(dueMs: number, fn: (dueMs: number) => void): Cancel {
    const timer = { dueMs, fn };
    // Searched from the end, since most timers are due after all others.
    let index = this.#timers.length;
    while (index > 0 && (this.#timers[index - 1] as Timer).dueMs > dueMs) index -= 1;
    this.#timers.splice(index, 0, timer);
    if (index === 0) this.#arm();
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** @param scale 0: frozen */
  setScale(scale: number): void {
    this.#happen();
    this.#rebase(0);
    this.#scale = scale;
    this.#arm();
  }

  advance(ms: number): void {
    this.#happen();
    this.#rebase(ms);
    this.#happen();
    this.#arm();
  }

  /** Fires no more timers by itself. */
  stop(): void {
    this.#stopped = true;
    this.#disarm?.();
  }

  #exactMs(): number {
    return this.#gpuBaseMs + (this.#real.now() - this.#realBaseMs) * this.#scale;
  }

  #rebase(aheadMs: number): void {
    const realMs = this.#real.now();
    this.#gpuBaseMs += (realMs - this.#realBaseMs) * this.#scale + aheadMs;
    this.#realBaseMs = realMs;
  }

  #happen(): void {
    // A timer that fires reads the time as well, which must not fire timers in between.
    if (this.#happening) return;
    this.#happening = true;
    let any = false;
    try {
      for (;;) {
        const [next] = this.#timers;
        if (next === undefined || next.dueMs > this.#exactMs()) break;
        any = true;
        this.#timers.shift();
        next.fn(next.dueMs);
      }
    } finally {
      this.#happening = false;
      if (any) this.#arm();
    }
  }

  #arm(): void {
    this.#disarm?.();
    this.#disarm = null;
    const [next] = this.#timers;
    if (next === undefined || this.#scale === 0 || this.#happening || this.#stopped) return;
    const leftMs = (next.dueMs - this.#exactMs()) / this.#scale;
    const waitMs = Math.min(Math.max(leftMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
    this.#disarm = this.#real.setTimeout(() => {
      this.#happen();
      this.#arm();
    }, waitMs);
  }
}
