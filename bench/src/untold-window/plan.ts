import type { ExperimentRequest } from '../experiment.ts';

/** What a 429 says of when to come back. */
export type Said = 'nothing' | 'Retry-After';

/** The limit of the server. A window begins with the first request after the one before. */
export interface WindowLimit {
  admits: number;
  windowMs: number;
}

/** What is done at it. */
export interface WindowLoad extends WindowLimit {
  /** All are made at once. */
  calls: number;
  /** So long the server takes to answer what it has admitted. */
  serviceMs: number;
}

export interface WindowPlan extends WindowLoad {
  /** Each seed has a round of its own. */
  seeds: readonly number[];
  /** A client that has not ended its calls after so long is stopped. */
  longestMs: number;
  /** A round that takes longer than this hangs. */
  longestRoundMs: number;
}

/** What ours keeps, told nothing before. Beside this, every call is done, and nothing is refused after the first window. */
export const windowPromises = {
  /** At most so long, in optima: the median of all rounds. */
  ofOptimum: 1.1,
};

/** A pacer that knows all needs hardly more than one optimum. Where it needs more than this, the machine was measured. */
export const BEST_AT_MOST = 1.05;

const ROUNDS = 3;
/** The slowest peer gets done after 16 s: the quick form does not wait for it. */
const LONGEST_MS = { quick: 12_000, full: 40_000 };
/** For the processes' start, on a machine that is busy with other things. */
const START_MS = 60_000;

export function windowPlanFor({ quick, seed }: Pick<ExperimentRequest, 'quick' | 'seed'>): WindowPlan {
  const longestMs = quick ? LONGEST_MS.quick : LONGEST_MS.full;
  return {
    calls: 200,
    admits: 60,
    windowMs: 2_000,
    serviceMs: 20,
    seeds: Array.from({ length: quick ? 1 : ROUNDS }, (_, round) => (seed + round) % 2 ** 32),
    longestMs,
    // One after the other: first those that are compared with each other, then the peers.
    longestRoundMs: START_MS + 2 * longestMs,
  };
}

/**
 * What no client can better: all windows but the last must end, and the last calls be served. Ways are taken for nothing.
 *
 * It is the same where a 429 says `Retry-After` in whole seconds: the first refusal may come in the first instant of a
 * window, asks for the whole window then, and whoever obeys is back as the next one begins. Who is refused later is told
 * to come later than need be, by up to a second, and may not come earlier: that counts against the client, not here.
 */
export function windowOptimumMs({ calls, admits, windowMs, serviceMs }: WindowLoad): number {
  return (Math.ceil(calls / admits) - 1) * windowMs + serviceMs;
}
