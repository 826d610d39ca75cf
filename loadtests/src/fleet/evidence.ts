import type { FleetLoad } from '../request/plan.ts';
import type { Disturbance } from '../shared/chaos.ts';
import type { Transition } from './judge/degraded.ts';
import type { Limit, Served } from './judge/served.ts';
import type { Tally } from './messages.ts';

/** One process, as the conductor knows it. */
export interface WorkerRecord {
  worker: number;
  /** null: it was killed, and took its numbers with it. */
  tally: Tally | null;
  transitions: readonly Transition[];
  /** How far its clock is from ours. */
  clockOffMs: number;
}

/** All that a fleet is judged by. Times by this machine's clock, which is the mock server's, too. */
export interface FleetEvidence {
  load: FleetLoad;
  limit: Limit;
  /** All processes were told to go. */
  startedMs: number;
  /** No call was begun after it. */
  endedMs: number;
  /** Oldest first. */
  journal: readonly Served[];
  workers: readonly WorkerRecord[];
  disturbances: readonly Disturbance[];
  /** Scripts that the store ran from `WARM_UP_MS` after the start to the end; null where it can't tell. */
  storeScripts: number | null;
  /** How long a share may stay unused whose holder died, as the toolkit states it. */
  shareLifetimeMs: number;
}

/** What comes before it is not part of the steady state. */
export const WARM_UP_MS = 2_000;
