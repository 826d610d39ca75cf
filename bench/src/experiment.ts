import type { Verdict } from '@evenkeel/tools/command-line';

/** A request for an experiment. */
export interface ExperimentRequest {
  /** Whether it must take less than a minute, at the price of some certainty. */
  quick: boolean;
  /** Determines service times and jitter. */
  seed: number;
  /** What was given of the experiment's own options, by name. */
  own: Readonly<Record<string, string | boolean | undefined>>;
}

/** An option that one experiment takes. */
export interface OwnOption {
  /** What its value is called in the help, such as `N`. Default: it takes none. */
  value?: string;
  /** For the help, one line. */
  what: string;
}

/** The surroundings in which an experiment runs. */
export interface ExperimentContext {
  /** Ends the experiment at once: it rejects with the signal's reason. */
  signal: AbortSignal;
  /** Shows people how far it is; each line replaces the one before. */
  show: (line: string) => void;
}

/** What an experiment has found out. */
export interface Outcome {
  verdict: Verdict;
  /** The result for people; the last line states the figure. */
  lines: readonly string[];
  json: object;
}

/** One measurement of the toolkit. A new one is a folder beside this file, which is found by its `experiment.ts`. */
export interface Experiment {
  name: string;
  /** One line. */
  title: string;
  /** Whether it runs only if it is named, since it needs more than this tree. Default: it always runs. */
  onlyByName?: true;
  /** Its own options, by name. Default: none. */
  options?: Readonly<Record<string, OwnOption>>;
  run(request: ExperimentRequest, context: ExperimentContext): Promise<Outcome>;
}
