import { concurrencyOf, defineProvider, isConcurrency, nimbusProfile, type Tier } from '@evenkeel/toolkit/providers';
import type { ExperimentRequest } from '../experiment.ts';

const { free, pro, enterprise } = nimbusProfile.tiers;

const ceilingOf = (of: Tier): number => concurrencyOf(of)?.amount ?? 0;

/** The API first has the ceiling of one tier, and then that of a lower one. */
export const ceilings = { before: ceilingOf(pro), after: ceilingOf(free) };

/** The tier whose ceiling holds first; the keys for local use are named by tier. */
export const tier = 'pro';

const withoutWindow = (of: Tier): Tier => ({ ...of, limits: of.limits.filter(isConcurrency) });

/** Nimbus without its windows, so that only the ceiling limits the calls. */
export const contract = defineProvider({
  ...nimbusProfile,
  tiers: { free: withoutWindow(free), pro: withoutWindow(pro), enterprise: withoutWindow(enterprise) },
  ours: [],
});

/** What ours must reach, told nothing but the tiers. */
export const promises = {
  /** At least this share of the goodput of a client that is told every ceiling at once. */
  goodputRatio: 0.9,
  /** At most this many 429s for each success. */
  refusalRatio: 0.02,
};

export interface Plan {
  calls: number;
  /** Service times are lognormal. */
  meanServiceMs: number;
  sigma: number;
  /** Each seed has a round of its own. */
  seeds: readonly number[];
  /** A round that takes longer than this hangs. */
  longestRoundMs: number;
}

const CALLS = 3_000;
const SIGMA = 0.5;
const ROUNDS = 3;
/** Short enough to finish in time, but long enough that a refusal's hint of 1 s is only a few service times. */
const MEAN_SERVICE_MS = { quick: 150, full: 300 };
/** Leaves room for a machine that is busy with other things, and for clients that lose much time. */
const SLACK = { factor: 4, ms: 30_000 };

export function planFor({ quick, seed }: Pick<ExperimentRequest, 'quick' | 'seed'>): Plan {
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
