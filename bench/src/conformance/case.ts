import type { Check } from './check.ts';

/** A bug planted in one production file: the text is replaced, and occurs once. */
export interface Bug {
  /** From the repository's root. */
  file: string;
  find: string;
  replace: string;
  /** Other cases that are about the same line, and so fail as well. */
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
