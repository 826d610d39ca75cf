import type { ExperimentRequest } from '../../experiment.ts';
import type { LeakName } from './leaks.ts';

/** What a soak does. It is handed to another process as JSON. */
export interface SoakPlan {
  calls: number;
  origins: number;
  credentials: number;
  /** How many calls are under way at once. */
  atOnce: number;
  /** After so many calls all are awaited, and the heap is measured. */
  callsPerRound: number;
  /** After so many calls the heap must have stopped to grow. */
  settledAfter: number;
  seed: number;
  /** A leak that is planted. Default: none. */
  leak?: LeakName;
}

const full = { calls: 100_000, origins: 1_000, credentials: 1_000, callsPerRound: 10_000, settledAfter: 20_000 };
const quickly = { calls: 10_000, origins: 200, credentials: 200, callsPerRound: 2_000, settledAfter: 4_000 };

export const soakPlanFor = ({ quick, seed }: Pick<ExperimentRequest, 'quick' | 'seed'>): SoakPlan => ({
  ...(quick ? quickly : full),
  atOnce: 250,
  seed,
});
