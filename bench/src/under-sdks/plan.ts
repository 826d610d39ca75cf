import type { ExperimentRequest } from '../experiment.ts';

export interface SdkPlan {
  /** Of each client. */
  calls: number;
  /** So many tasks of its application call at once, each one call after another. */
  atOnce: number;
  /** So many requests are admitted from the first of them on, until the window ends. */
  window: { amount: number; windowMs: number };
  /** The share of what is admitted that fails. */
  failing: number;
  /** How long an admitted request is served: uniform. */
  service: { leastMs: number; mostMs: number };
  /** The last chunk of a stream is held back until its caller has the first one, or for so long. */
  holdsLastMs: number;
  /** A client that has not ended its calls by then is stopped. */
  capMs: number;
  seed: number;
}

const CALLS = { quick: 200, full: 1_000 };
/** So few that every client is throttled, even one whose calls a 503 holds back at once. */
const ADMITTED = { quick: 30, full: 100 };
const CAP_MS = { quick: 30_000, full: 110_000 };

export const sdkPlanFor = ({ quick, seed }: Pick<ExperimentRequest, 'quick' | 'seed'>): SdkPlan => ({
  calls: CALLS[quick ? 'quick' : 'full'],
  atOnce: 150,
  window: { amount: ADMITTED[quick ? 'quick' : 'full'], windowMs: 500 },
  failing: 0.05,
  service: { leastMs: 10, mostMs: 30 },
  holdsLastMs: 5_000,
  capMs: CAP_MS[quick ? 'quick' : 'full'],
  seed,
});
