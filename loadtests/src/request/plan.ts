import type { Assertion } from '../assertions/assertion.ts';
import type { CallerName, ChaosName } from '../shared/fleet-names.ts';
import type { FaultRequest } from './fault-plan.ts';

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
  /** `uneven`: the first process has most of the work, and each its own. */
  demand: 'even' | 'uneven';
  caller: CallerName;
  /** What is done to the fleet in mid-run; null: nothing. */
  chaos: ChaosName | null;
  /** The processes' clocks are wrong by this much, by turns ahead and behind. */
  skewMs: number;
}

export type Load = RateLoad | BatchLoad | OwnLoad | FleetLoad;

/** What the runner must know of a scenario. Its `script.ts` is what k6 runs; a fleet has none. */
export interface Plan {
  /** What it does, for people, without the numbers of the load: they are put behind it. */
  title: string;
  /** The contract's name. */
  provider: string;
  /** The tier of the key that the gateway uses. */
  tier: string;
  /** The contract's objectives that its calls are judged by. */
  objectives: readonly string[];
  load: Load;
  /** The operation that stands for a call of the load, where one call is several to the client. Default: all count. */
  counts?: string;
  assertions: readonly Assertion[];
  /** Faults that the mock server injects into every run, and that the client must cope with. Default: none. */
  withstands?: readonly FaultRequest[];
  /** Paths of the mock server's admin API whose answers the assertions need, beside the journal. Default: none. */
  admin?: readonly string[];
  /** Further arguments of the mock server. Default: none. */
  mock?: readonly string[];
  /** Further environment of the gateway. Default: none. */
  gateway?: Readonly<Record<string, string>>;
  /** Part of a run that names no scenario. */
  byDefault: boolean;
}

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

/** How many calls (payloads) a load is going to make. */
export function expectedCalls(load: Load): number {
  switch (load.kind) {
    case 'rate':
    case 'fleet':
      return Math.round((load.perSecond * load.durationMs) / 1_000);
    case 'batches':
      return load.size * (load.warmUp + load.measured);
    case 'own':
      return load.calls;
  }
}
