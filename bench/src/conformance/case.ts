import type { Check } from './check.ts';

/** A bug, planted at one marked place of the production code, wherever that stands. */
export interface Bug {
  /** The name in a `seam: NAME` comment of toolkit/src, which stands before the expression or statement that it is about. */
  seam: string;
  /**
   * What takes its place, with `$&` for what was there: `'false'`, `'!$&'`, `'$& + 1'`; empty: the statement is
   * dropped. It knows no name of the source, so that things can be moved and renamed around it.
   */
  becomes: string;
  /** Other cases that are about the same place, and so fail as well. */
  alsoFails?: readonly string[];
}

/** One thing that a client of a throttled API must do, and where that is written. */
export interface Case {
  /** In kebab case, unique. */
  id: string;
  /** What holds, in a sentence. */
  title: string;
  /** Where the expectation is from: an RFC with its section, a draft, a guide, an issue. */
  source: string;
  /** The number of cockatiel's trap that this is about: see traps.ts. */
  trap?: number;
  /** Throws what does not hold: see check.ts. */
  run(check: Check): Promise<void>;
  /** The bug that this case sees. */
  bug: Bug;
}
