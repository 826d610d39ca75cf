/** What a player is to play. */
export interface PlayOrder {
  /** The tests' URL, whose origin is the server. */
  url: string;
  /** Scripts to load before it, as it names them. */
  scripts: readonly string[];
  /** The name of what takes the place of fetch. */
  fetch: string;
}

/** What a player says, one line each. */
export type PlayerMessage =
  | { kind: 'subtest'; name: string; passed: boolean; why?: string }
  | { kind: 'stray'; what: string }
  | { kind: 'end'; fault: string | null };

/** Begins its lines: tests may print, too. */
export const MARK = '\u0001said ';
