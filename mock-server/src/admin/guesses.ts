import type { Clock } from '@evenkeel/toolkit';

/** An address may send this many wrong tokens at once, and one more a second. */
const AT_ONCE = 10;
const EACH_MS = 1_000;
/** How many addresses are remembered; the one whose last guess is oldest is forgotten first. */
const ADDRESSES = 1_000;

/** Slows down guesses of the admin token: after some wrong ones, no token of that address is read for a while. */
export class Guesses {
  readonly #clock: Clock;
  /** By address: when its last wrong token is paid off. */
  readonly #paidOffMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long the address has to wait until a token of it is read; 0: not at all. */
  waitMs(address: string): number {
    const aheadMs = (this.#paidOffMs.get(address) ?? 0) - this.#clock.now();
    return Math.max(0, aheadMs - (AT_ONCE - 1) * EACH_MS);
  }

  wrong(address: string): void {
    const paidOffMs = Math.max(this.#paidOffMs.get(address) ?? 0, this.#clock.now()) + EACH_MS;
    this.#paidOffMs.delete(address);
    this.#paidOffMs.set(address, paidOffMs);
    const [oldest] = this.#paidOffMs.keys();
    if (this.#paidOffMs.size > ADDRESSES && oldest !== undefined) this.#paidOffMs.delete(oldest);
  }
}
