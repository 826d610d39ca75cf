const WORD = 2 ** 32;
/** Draws until every bit of the state depends on every bit of the seed. */
const WARM_UP = 12;

/**
 * sfc32, Chris Doty-Humphrey's small fast counter (PractRand): 32-bit integer
 * arithmetic only, so that a seed gives the same numbers on every machine.
 */
export class Random {
  // Signed words stay small integers in V8, which needs no allocation for a draw.
  #a: number;
  #b: number;
  #c = 0;
  #counter = 1;

  /** @param seed any safe integer; all its bits count */
  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / WORD) | 0;
    for (let draw = 0; draw < WARM_UP; draw += 1) this.bits();
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const bits = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + bits) | 0;
    return bits;
  }
}
