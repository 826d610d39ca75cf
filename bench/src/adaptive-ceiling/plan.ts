import { type Ceiling, defineProvider, nimbusProfile } from '@evenkeel/toolkit/providers';
import type { ExperimentRequest } from '../experiment.ts';

const { free, pro } = nimbusProfile.tiers;

/** What happens to the API: it has the ceiling of one tier, and then that of a lower one. */
export const ceilings = { before: (pro.ceiling as Ceiling).max, after: (free.ceiling as Ceiling).max };

/** Whose ceiling holds first; keys for local use are named by the tier. */
export const tier = 'pro';

/** Nimbus without its window: nothing but the ceiling limits the calls. */
export const contract = defineProvider({
  ...nimbusProfile,
  tiers: {
    free: { ...free, windows: [] },
    pro: { ...pro, windows: [] },
    enterprise: { ...nimbusProfile.tiers.enterprise, windows: [] },
  },
});

/** The least that ours must do, told nothing but the tiers. */
export const promises = {
  /** Of a client that is told every ceiling at once. */
  goodputRatio: 0.9,
  /** 429s for each success. */
  refusalRatio: 0.02,
};

export interface Plan {
  calls: number;
  /** Lognormal. */
  meanServiceMs: number;
  sigma: number;
  /** One round each. */
  seeds: readonly number[];
  /** A round that takes longer hangs. */
  longestRoundMs: number;
}

const CALLS = 3_000;
const SIGMA = 0.5;
const ROUNDS = 3;
/** Short enough for the time there is, and long enough for the 1 s of a refusal's hint to stay a few of them. */
const MEAN_SERVICE_MS = { quick: 150, full: 300 };
/** A machine that is busy with other things, and clients that lose much time. */
const SLACK = { factor: 4, ms: 30_000 };

export function planFor({ quick, seed }: ExperimentRequest): Plan {
  const meanServiceMs = quick ? MEAN_SERVICE_MS.quick : MEAN_SERVICE_MS.full;
  const bestMs = ((CALLS / 2) * meanServiceMs) / ceilings.before + ((CALLS / 2) * meanServiceMs) / ceilings.after;
  return {
    calls: CALLS,
    meanServiceMs,
    sigma: SIGMA,
    seeds: Array.from({ length: quick ? 1 : ROUNDS }, (_, round) => (seed + round) % 2 ** 32),
    longestRoundMs: bestMs * SLACK.factor + SLACK.ms,
  };
}
