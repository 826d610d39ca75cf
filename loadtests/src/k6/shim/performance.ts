/**
 * A clock of whole milliseconds, as k6 has no finer one. When the wall clock is
 * set back it goes on from where it was, so it never goes back and never stands
 * still either; when the wall clock is set forward, it jumps with it.
 */
export class Performance {
  readonly timeOrigin: number;
  readonly #wallClock: () => number;
  #lastRead: number;
  /** How much the wall clock was set back in all. */
  #lostMs = 0;

  constructor(wallClock: () => number) {
    this.#wallClock = wallClock;
    this.timeOrigin = wallClock();
    this.#lastRead = this.timeOrigin;
  }

  now(): number {
    const read = this.#wallClock();
    this.#lostMs += Math.max(0, this.#lastRead - read);
    this.#lastRead = read;
    return read + this.#lostMs - this.timeOrigin;
  }
}
