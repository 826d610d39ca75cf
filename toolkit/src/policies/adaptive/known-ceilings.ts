import { requireInteger } from '../../errors/errors.ts';

/** Ceilings that an API is known to have, such as those of its tiers. */
export class KnownCeilings {
  readonly #sorted: readonly number[];

  /** @throws OptionError if one is not a whole number of at least 1 */
  constructor(ceilings: readonly number[]) {
    this.#sorted = ceilings.map((each, at) => requireInteger(`ceilings[${at}]`, each, 1)).sort((a, b) => a - b);
  }

  get smallest(): number | undefined {
    return this.#sorted[0];
  }

  get largest(): number | undefined {
    return this.#sorted.at(-1);
  }

  has(limit: number): boolean {
    return this.#sorted.includes(limit);
  }

  /** The nearest known ceiling above `limit`. */
  above(limit: number): number | undefined {
    return this.#sorted.find((ceiling) => ceiling > limit);
  }

  /** The nearest known ceiling below `limit`. */
  below(limit: number): number | undefined {
    return this.#sorted.findLast((ceiling) => ceiling < limit);
  }
}
