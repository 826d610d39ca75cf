import type { JournalEntry } from '@evenkeel/mock-server';
import type { Disturbance } from './chaos.ts';
import type { FleetLoad } from './load.ts';

/** What comes before it is not part of the steady state. Milliseconds after the start. */
export const WARM_UP_MS = 2_000;

/** What a process was and did while the fleet was at its steady pace. */
export interface Steady {
  /** That ended well. */
  calls: number;
  /** To the store. */
  roundTrips: number;
  /** Responses that came, and how long they took together. */
  responses: number;
  responseMs: number;
}

/** What a process counted of itself. */
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
  /** By error code. */
  codes: Record<string, number>;
  steady: Steady;
}

/** A process's degraded gauge went up or down; by the clock of this machine. */
export interface Transition {
  atMs: number;
  degraded: boolean;
}

/** One process, as seen from outside. */
export interface WorkerRecord {
  worker: number;
  /** null: it was killed, and took its numbers with it. */
  counts: WorkerCounts | null;
  transitions: readonly Transition[];
  /** How far its clock is from ours. */
  clockOffMs: number;
}

/** One request, as the mock server saw it. Times by its own clock. */
export type Served = Pick<JournalEntry, 'callId' | 'attempt' | 'arrivalMs' | 'startMs' | 'status' | 'refusedBy'>;

/** The window that must not be exceeded, from the contract. */
export interface Limit {
  limit: number;
  windowMs: number;
  penaltyMs: number;
}

/** All that a fleet is judged by. Times by this machine's clock, which is the mock server's, too. */
export interface FleetEvidence {
  load: FleetLoad;
  limit: Limit;
  /** All processes were told to go. */
  startedMs: number;
  /** No call was begun after it. */
  endedMs: number;
  /** What the fleet sent, oldest first. */
  journal: readonly Served[];
  /** How often the server blocked it. */
  penalties: number;
  workers: readonly WorkerRecord[];
  disturbances: readonly Disturbance[];
  /** Scripts that the store ran from `WARM_UP_MS` after the start to the end; null where it can't tell. */
  storeScripts: number | null;
  /** How long a share may stay unused whose holder died, as the toolkit states it. */
  shareLifetimeMs: number;
}
