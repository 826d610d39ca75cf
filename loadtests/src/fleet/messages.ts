import type { WorkerCounts } from '../shared/fleet-evidence.ts';
import type { CallerName } from '../shared/fleet-names.ts';

/** A process's orders at its start: JSON in its environment, and not an argument, since a URL may hold a password. */
export interface WorkerOrders {
  worker: number;
  caller: CallerName;
  baseUrl: string;
  /** null: nothing is shared. */
  redisUrl: string | null;
  processes: number;
  agent: string;
  network: string;
  apiKey: string;
  /** How far its clock is set ahead; negative: behind. */
  skewMs: number;
}

export const ORDERS_VARIABLE = 'EVENKEEL_FLEET_ORDERS';

/** The start signal for all processes. It has durations and no instants, since the processes' clocks may be wrong. */
export interface Go {
  type: 'go';
  /** After this no call is begun; null: the process goes on until its work is done. */
  forMs: number | null;
  /** How many calls to make; null: as many as it can. */
  calls: number | null;
  /** Calls under way at once. */
  inFlight: number;
  /** When the steady state begins, in which store round trips are counted. */
  warmUpMs: number;
  /** How long the steady state lasts. */
  steadyForMs: number;
}

/** Tells a process to give up what is still under way. */
export interface Stop {
  type: 'stop';
}

export type ToWorker = Go | Stop;
export type FromWorker =
  | { type: 'ready'; clockMs: number }
  | { type: 'progress'; calls: number; throttled: number }
  | { type: 'degraded'; degraded: boolean; reason: string }
  | { type: 'done'; counts: WorkerCounts };
