export type ToolName = 'k6' | 'prometheus' | 'promtool';

/** How the program came to be here. */
export type Origin = 'environment' | 'path' | 'tools' | 'build' | 'package' | 'image';

/** A program that was found or obtained, and answered with its version. */
export interface Tool {
  path: string;
  version: string;
  origin: Origin;
}

/** What each step of the search works with. */
export interface Workshop {
  /** The repository's root: `loadtests/k6/` is below it. */
  root: string;
  /** `.tools/`, where obtained programs are kept. */
  folder: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/** A way to obtain a program that is not there yet. */
export interface Way {
  origin: Origin;
  /** What it tries, in messages: "building it with Go". */
  title: string;
  /**
   * Makes the program below the empty folder `partial`.
   * @returns the folder that holds the program, and the name under which `.tools/` is to keep that folder
   * @throws {WayClosed} if this machine lacks what the way needs; the next way is then tried
   */
  make(partial: string): Promise<{ folder: string; name: string }>;
}

/** Everything that differs from program to program. */
export interface Recipe {
  name: ToolName;
  /** Programs of one bundle are obtained together. */
  bundle: string;
  /** The environment variable that overrides the search. */
  variable: string;
  minimumVersion: string;
  versionArgs: readonly string[];
  /** The folders of `.tools/` that may hold the program, best first. */
  keptIn(workshop: Workshop): Promise<string[]>;
  /** The ways to obtain it, in the order of trying. */
  ways(workshop: Workshop): Promise<Way[]>;
  /** What would help, for the message when no way works. */
  remedies: readonly string[];
}
