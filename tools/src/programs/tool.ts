export type ToolName = 'k6' | 'prometheus' | 'promtool';

/** How the program came to be here. */
export type Origin = 'environment' | 'path' | 'tools' | 'build' | 'package' | 'image';

/** A program that was found or obtained, and answered with its version. */
export interface Tool {
  path: string;
  version: string;
  origin: Origin;
}

/** What every step of the search is given. */
export interface Workshop {
  /** The repository's root: `loadtests/k6/` is below it. */
  root: string;
  /** `.tools/`, where what is obtained is kept. */
  folder: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/** A way to obtain a program that is not there yet. */
export interface Way {
  origin: Origin;
  /** What it tries, for people: "building it with Go". */
  title: string;
  /**
   * Makes the program below the empty folder `partial`.
   * @returns the folder that holds it in the end, and the name `.tools/` shall keep that folder under
   * @throws {WayClosed} where this machine lacks what the way needs; the next way is then tried
   */
  make(partial: string): Promise<{ folder: string; name: string }>;
}

/** All that differs from program to program. */
export interface Recipe {
  name: ToolName;
  /** Programs of one bundle are obtained together. */
  bundle: string;
  /** The environment variable that overrides the search. */
  variable: string;
  minimumVersion: string;
  versionArgs: readonly string[];
  /** The folders of `.tools/` that may hold it, best first. */
  keptIn(workshop: Workshop): Promise<string[]>;
  /** Tried in this order. */
  ways(workshop: Workshop): Promise<Way[]>;
  /** For the message when every way is closed. */
  remedies: readonly string[];
}
