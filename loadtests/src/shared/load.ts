import type { CallerName, ChaosName } from './fleet-names.ts';

/** An open model: calls start on time, however slow the answers are. */
export interface RateLoad {
  kind: 'rate';
  perSecond: number;
  durationMs: number;
  /** Virtual users, all allocated before the start; a call that finds none free is dropped. */
  vus: number;
}

/** Batches one after the other. */
export interface BatchLoad {
  kind: 'batches';
  /** Payloads in each. */
  size: number;
  /** Batches that are sent first and counted, but not judged: they warm up the processes. */
  warmUp: number;
  measured: number;
  /** The pause after each batch; 0 unless a target's rate is capped. */
  pauseMs?: number;
}

/** A script that decides for itself what it sends. */
export interface OwnLoad {
  kind: 'own';
  /** How many calls it is going to make, as far as it knows. */
  calls: number;
  durationMs: number;
}

/** Our own Node.js processes on one key, each of which calls as fast as it may. k6 has no part in it. */
export interface FleetLoad {
  kind: 'fleet';
  processes: number;
  durationMs: number;
  /** What the limit lets through. It sets the work of an uneven fleet, and progress is measured by it. */
  perSecond: number;
  /** `uneven`: the first process has `LARGE_SHARE` of the work, and the others share the rest evenly. */
  demand: 'even' | 'uneven';
  caller: CallerName;
  /** What is done to the fleet in the middle of the run; null: nothing. */
  chaos: ChaosName | null;
  /** How far the processes' clocks are wrong, alternately ahead and behind. */
  skewMs: number;
}

export type Load = RateLoad | BatchLoad | OwnLoad | FleetLoad;

/** The share of an uneven fleet's work that the first process has. */
export const LARGE_SHARE = 0.7;

/** What a script is told about its run, as JSON in the environment variable `EVENKEEL_RUN`. */
export interface RunParameters {
  scenario: string;
  provider: string;
  objectives: readonly string[];
  /** Where the load goes, without a slash at the end. */
  target: string;
  seed: number;
  load: Load;
  /** Requests a second that k6 never exceeds; null: no cap. */
  maxPerSecond: number | null;
}
