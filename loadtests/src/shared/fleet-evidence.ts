import type { JournalEntry } from '@evenkeel/mock-server';
import type { Disturbance } from './chaos.ts';
import type { FleetLoad } from './load.ts';

/** When the steady state begins, in milliseconds after the start. */
export const WARM_UP_MS = 2_000;

/** What a process did while the fleet was at its steady pace. */
export interface Steady {
  /** Calls that succeeded. */
  calls: number;
  /** Round trips to the store. */
  roundTrips: number;
  /** How many successful responses came, and how long they took together. */
  responses: number;
  responseMs: number;
}

/** A process's own counts. */
export interface WorkerCounts {
  calls: number;
  succeeded: number;
  failed: number;
  rejected: number;
  cancelled: number;
  /** Requests that were sent. */
  attempts: number;
  /** 429s that were received. */
  throttled: number;
  /** How many calls did not succeed, by error code. */
  codes: Record<string, number>;
  steady: Steady;
}

/** A process's degraded gauge went up or down; the time is by this machine's clock. */
export interface Transition {
  atMs: number;
  degraded: boolean;
}

/** One process, as seen from outside. */
export interface WorkerRecord {
  worker: number;
  /** null where it was killed, and its counts were lost. */
  counts: WorkerCounts | null;
  transitions: readonly Transition[];
  /** How far its clock is from ours. */
  clockOffMs: number;
}

/** One request, as the mock server saw it. Times are by its own clock. */
export type Served = Pick<JournalEntry, 'callId' | 'attempt' | 'arrivalMs' | 'startMs' | 'status' | 'refusedBy'>;

/** The window that must not be exceeded, from the contract. */
export interface Limit {
  limit: number;
  windowMs: number;
  penaltyMs: number;
}

/** All that a fleet is judged by. Times are by this machine's clock, which is the mock server's too. */
export interface FleetEvidence {
  load: FleetLoad;
  limit: Limit;
  /** When all processes were told to start. */
  startedMs: number;
  /** When the load's duration was over. */
  endedMs: number;
  /** What the fleet sent, oldest first. */
  journal: readonly Served[];
  /** How often the server blocked the fleet. */
  penalties: number;
  workers: readonly WorkerRecord[];
  disturbances: readonly Disturbance[];
  /** Scripts that the store ran from `WARM_UP_MS` after the start to the end; null where it can't tell. */
  storeScripts: number | null;
  /** How long the share of a dead process may stay unused, as the toolkit states it. */
  shareLifetimeMs: number;
}
