/** After so many windows that were used up and had no refusal, a part more is tried; later each time that it is refused. */
const CALM_WINDOWS = 4;
const MOST_CALM_WINDOWS = 64;
const GROWTH = 1 / 4;

/** How much a window has, by what windows have shown that had a refusal, or none. */
export class GuessedAmount {
  /** All that a window has; Infinity where that is not known. */
  most = Number.POSITIVE_INFINITY;
  /** The most that a window had since the last refusal. So ten may go at first, and two more. */
  #proved = 4;
  #calm = 0;
  #growsAfter = CALM_WINDOWS;
  #hasGrown = false;

  /** How much may go of a window: three times what was accepted, so that a guess that is wrong shows early. */
  allowed(accepted: number): number {
    return Math.min(this.most, 3 * Math.max(this.#proved, accepted));
  }

  /** A window has ended that had a refusal. @param isKnown whether what it had is all that a window has */
  refused(used: number, isKnown: boolean): void {
    this.most = isKnown ? used : Number.POSITIVE_INFINITY;
    this.#proved = 0;
    this.#calm = 0;
    if (this.#hasGrown) this.#growsAfter = Math.min(2 * this.#growsAfter, MOST_CALM_WINDOWS);
    this.#hasGrown = false;
  }

  /** A window has ended that had none. */
  passed(used: number): void {
    this.#proved = Math.max(this.#proved, used);
    if (used < this.most) return;
    this.#calm += 1;
    if (this.#hasGrown) this.#growsAfter = CALM_WINDOWS;
    this.#hasGrown = this.#calm % this.#growsAfter === 0;
    if (this.#hasGrown) this.most += Math.ceil(this.most * GROWTH);
  }
}
