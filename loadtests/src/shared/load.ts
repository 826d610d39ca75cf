import type { CallerName, ChaosName } from './fleet-names.ts';

/** An open model: calls start on time, however slow the answers are. */
export interface RateLoad {
  kind: 'rate';
  perSecond: number;
  durationMs: number;
  /** Virtual users, all allocated before the start: one that is missing is a dropped call. */
  vus: number;
}

/** Batches one after the other. */
export interface BatchLoad {
  kind: 'batches';
  /** Payloads in each. */
  size: number;
  /** Sent first and counted, but not judged: they warm the processes up. */
  warmUp: number;
  measured: number;
  /** Waited after each batch; 0 unless a target's rate is capped. */
  pauseMs?: number;
}

/** A script that decides for itself what it sends. */
export interface OwnLoad {
  kind: 'own';
  /** How many calls it is going to make, as far as it knows. */
  calls: number;
  durationMs: number;
}

/** Node.js processes of our own on one key, each of which calls as fast as it may. k6 has no part in it. */
export interface FleetLoad {
  kind: 'fleet';
  processes: number;
  durationMs: number;
  /** What the limit lets through: the work of an uneven fleet, and what progress is measured by. */
  perSecond: number;
  /** `uneven`: the first process has `LARGE_SHARE` of the work, and each its own. */
  demand: 'even' | 'uneven';
  caller: CallerName;
  /** What is done to the fleet in mid-run; null: nothing. */
  chaos: ChaosName | null;
  /** The processes' clocks are wrong by this much, by turns ahead and behind. */
  skewMs: number;
}

export type Load = RateLoad | BatchLoad | OwnLoad | FleetLoad;

/** Of the work of an uneven fleet. */
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
