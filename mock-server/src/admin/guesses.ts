import type { Clock } from '@evenkeel/toolkit';

/** So many wrong tokens of one address are answered at once, and one more a second. */
const AT_ONCE = 10;
const EACH_MS = 1_000;
/** Of these the one that guessed longest ago is forgotten first. */
const ADDRESSES = 1_000;

/** Slows down who guesses the admin token: beyond some wrong ones no token of that address is looked at for a while. */
export class Guesses {
  readonly #clock: Clock;
  /** When the last wrong token of an address is paid off. */
  readonly #paidOffMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long it has to wait until a token is looked at; 0: not at all. */
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
