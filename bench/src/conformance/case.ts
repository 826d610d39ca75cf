import type { Check } from './check.ts';

/** A bug that is planted at one marked place of the production code, in whichever file that is. */
export interface Bug {
  /** The NAME of a `seam: NAME` comment in toolkit/src, which stands before the expression or statement it marks. */
  seam: string;
  /**
   * The code that replaces the marked code, for which `$&` stands: `'false'`, `'!$&'`, `'$& + 1'`; empty: the statement
   * is dropped. It uses no name of the source, so that things can be moved and renamed around it.
   */
  becomes: string;
  /** Other cases that fail with this bug as well, since they are about the same place. */
  alsoFails?: readonly string[];
}

/** One thing that a client of a throttled API must do, and the source that says so. */
export interface Case {
  /** In kebab case, unique. */
  id: string;
  /** What holds, in a sentence. */
  title: string;
  /** Where that is written: an RFC with its section, a draft, a guide, an issue. */
  source: string;
  /** The number of cockatiel's trap that this is about: see traps.ts. */
  trap?: number;
  /** Throws where something does not hold: see check.ts. */
  run(check: Check): Promise<void>;
  /** The bug that this case must see. */
  bug: Bug;
}
