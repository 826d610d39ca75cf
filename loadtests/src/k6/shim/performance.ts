/**
 * A clock of whole milliseconds, since k6 has no finer one. When the wall clock is
 * set back, this one goes on from where it was: it never goes back, and does not
 * stand still either. When the wall clock is set forward, it jumps with it.
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
