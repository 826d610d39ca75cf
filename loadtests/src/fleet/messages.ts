import type { WorkerCounts } from '../shared/fleet-evidence.ts';
import type { CallerName } from '../shared/fleet-names.ts';

/** What a process of the fleet is told at its start, as JSON in the environment: a URL may hold a password. */
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
  /** Its clock is ahead by this much, or behind. */
  skewMs: number;
}

export const ORDERS_VARIABLE = 'EVENKEEL_FLEET_ORDERS';

/** Told to all at once. Durations, no instants: the processes' clocks may be wrong. */
export interface Go {
  type: 'go';
  /** No call is begun after it; null: until the work is done. */
  forMs: number | null;
  /** Calls to make; null: as many as it can. */
  calls: number | null;
  /** Calls under way at once. */
  inFlight: number;
  /** The steady state, in which store round trips are counted, begins then. */
  warmUpMs: number;
  /** And ends then. */
  steadyForMs: number;
}

/** Gives up what is still under way. */
export interface Stop {
  type: 'stop';
}

export type ToWorker = Go | Stop;
export type FromWorker =
  | { type: 'ready'; clockMs: number }
  | { type: 'progress'; calls: number; throttled: number }
  | { type: 'degraded'; degraded: boolean; reason: string }
  | { type: 'done'; counts: WorkerCounts };
