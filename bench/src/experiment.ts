import type { Verdict } from '@evenkeel/tools/command-line';

/** How an experiment is asked for. */
export interface ExperimentRequest {
  /** In less than a minute, at the price of some certainty. */
  quick: boolean;
  /** Settles service times and jitter. */
  seed: number;
}

/** What it runs with. */
export interface ExperimentContext {
  /** Ends it at once: it rejects with the signal's reason. */
  signal: AbortSignal;
  /** Told how far it is, for people; the next one takes its place. */
  show: (line: string) => void;
}

/** What it has found out. */
export interface Outcome {
  verdict: Verdict;
  /** For people; the last one states the figure. */
  lines: readonly string[];
  json: object;
}

/** One measurement of ours against the peers; a new one is a folder beside this, found by its `experiment.ts`. */
export interface Experiment {
  name: string;
  /** One line. */
  title: string;
  /** It runs only where it is asked for by name, since it needs more than this tree. Default false. */
  onlyByName?: true;
  run(request: ExperimentRequest, context: ExperimentContext): Promise<Outcome>;
}
