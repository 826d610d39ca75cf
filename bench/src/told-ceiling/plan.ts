import {
  concurrencyOf,
  defineProvider,
  nimbusProfile,
  type ProviderContract,
  type Tier,
  wireOperation,
} from '@evenkeel/toolkit/providers';
import type { ExperimentRequest } from '../experiment.ts';

type TierName = keyof typeof nimbusProfile.tiers;

/** A batch of a Nimbus client, and what the server really holds. */
export interface Scenario {
  name: string;
  /** What the client is told of the ceiling, for people. */
  told: string;
  /** The tier that the client is told. */
  tier: TierName;
  /** Its option; undefined: a default client. */
  ceiling: 'adaptive' | undefined;
  /** Its contract. Default: the shipped one. */
  contract?: ProviderContract;
  /** The tier of its key: the server goes by that. */
  keyTier: TierName;
  /** What the server holds. */
  really: number;
  /** What the server changes in its own contract, by JSON pointer. */
  changes?: Readonly<Record<string, number>>;
  promises: BatchPromises;
}

/** Nothing may be lost, in any case. */
export interface BatchPromises {
  /** At most so long, in optima: the greedy schedule of the very service times under the real ceiling. */
  makespan: number;
  /** At most so many 429s for each success. */
  refusalRatio: number;
}

export const ceilingOf = (of: TierName): number => {
  const tier: Tier = nimbusProfile.tiers[of];
  return concurrencyOf(tier)?.amount ?? Number.NaN;
};

/** Of a tier that has no such window, as far as a client can see: the server's options can only change numbers. */
const NO_WINDOW = 1_000_000_000;
const TOLD_NOTHING = 20;
const { path, method } = wireOperation(nimbusProfile, 'infer');

/** Nimbus, as one who knows no more than its address would write it down. */
const nothingTold = defineProvider({
  name: nimbusProfile.name,
  tiers: { pro: {} },
  operations: { infer: { method, path }, infer_batch: { via: 'infer' } },
});

const tiers = Object.keys(nimbusProfile.tiers) as TierName[];

export const scenarios: readonly Scenario[] = [
  {
    name: 'told too much',
    told: `${ceilingOf('pro')}`,
    tier: 'pro',
    ceiling: undefined,
    keyTier: 'free',
    really: ceilingOf('free'),
    promises: { makespan: 1.1, refusalRatio: 0.02 },
  },
  {
    name: 'told right',
    told: `${ceilingOf('pro')}`,
    tier: 'pro',
    ceiling: undefined,
    keyTier: 'pro',
    really: ceilingOf('pro'),
    promises: { makespan: 1.05, refusalRatio: 0 },
  },
  {
    name: 'told the tiers',
    told: tiers.map(ceilingOf).join(', '),
    tier: 'pro',
    ceiling: 'adaptive',
    keyTier: 'enterprise',
    really: ceilingOf('enterprise'),
    promises: { makespan: 1.3, refusalRatio: 0.02 },
  },
  {
    name: 'told nothing',
    told: 'nothing',
    tier: 'pro',
    ceiling: undefined,
    contract: nothingTold,
    keyTier: 'pro',
    really: TOLD_NOTHING,
    changes: { '/tiers/pro/limits/0/amount': TOLD_NOTHING, '/tiers/pro/limits/1/amount': NO_WINDOW },
    promises: { makespan: 1.3, refusalRatio: 0.02 },
  },
];

export interface BatchPlan {
  calls: number;
  /** Service times are lognormal. */
  meanServiceMs: number;
  sigma: number;
  /** Each seed has a round of its own. */
  seeds: readonly number[];
  /** A round that takes longer than this hangs. */
  longestRoundMs: number;
}

/** The prefix of each call's id, before its number: the same ids get the same service times. */
export const BATCH_ID = 'call';
const CALLS = 500;
const MEAN_SERVICE_MS = 500;
const SIGMA = 0.5;
const ROUNDS = 3;
/** Leaves room for a machine that is busy with other things. */
const SLACK = { factor: 3, ms: 30_000 };

export function batchPlanFor({ quick, seed }: ExperimentRequest): BatchPlan {
  const slowest = Math.min(...scenarios.map(({ really }) => really));
  return {
    calls: CALLS,
    meanServiceMs: MEAN_SERVICE_MS,
    sigma: SIGMA,
    seeds: Array.from({ length: quick ? 1 : ROUNDS }, (_, round) => (seed + round) % 2 ** 32),
    longestRoundMs: ((CALLS * MEAN_SERVICE_MS) / slowest) * SLACK.factor + SLACK.ms,
  };
}
