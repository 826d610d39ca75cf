/** How the API judges a call when it comes: by what its client says that it takes, or by what it will take. */
export type Charges = 'estimate' | 'actual';

/** A token bucket. */
export interface Bucket {
  amount: number;
  refillPerSecond: number;
}

/** The API's two limits. */
export interface Limits {
  requests: Bucket;
  tokens: Bucket;
}

/** What a client's answers must show. */
export interface Promises {
  /** At least this share of what the tokens' bucket gives, once it was emptied. */
  used: number;
  /** At most so many 429s for each call that was admitted. */
  refusalRatio: number;
  /** At most so many trips to the store for each call; null where there is none. */
  tripsPerCall: number | null;
  /** At most so many trips to the store a second for each process; null where there are enough calls to count by them. */
  tripsPerSecond: number | null;
  /** Whether no call waits longer than its bound: not where nobody knows of the calls that wait in other processes. */
  boundsWaits: boolean;
  /** Each build gets the part of its processes, but for this share of that; null where there is one. */
  shareError: number | null;
}

export interface LoadPlan {
  /** So many of the mean cost the tokens' limit lets go, of all processes. */
  callsPerSecond: number;
  limits: Limits;
  charges: Charges;
  /** How long a call is served: lognormal. */
  service: { meanMs: number; sigma: number };
  /** How long a request is on its way to the API, and an answer on its way back: uniform. */
  network: { leastMs: number; mostMs: number };
  /** How many processes share the account. */
  processes: number;
  /** Of how many builds they are, in turn; each has a protocol of its own, so that no two of them can share a state. */
  builds: number;
  /**
   * So many calls each makes at once before, twice, under a limit of its own: as many as find the bucket full when the
   * load begins. They open its connections, and let it compile what it runs; 0 for none.
   */
  warmCalls: number;
  /** Within so long as many calls come as find the bucket full: the API cannot serve all processes at one instant. */
  burstMs: number;
  /** For how long they do nothing once they are ready, so that each has what is to be its own. */
  settleMs: number;
  /** For so long calls come, and what is used is measured. */
  loadMs: number;
  /** A client that has not ended its calls this long after the last one came is stopped. */
  drainMs: number;
  /** Each seed has a round of its own. */
  seeds: readonly number[];
}

/** A call takes so many tokens: lognormal, with this mean; nearly all take less than the mean. */
export const costs = { mean: 1_000, sigma: 1, least: 10, most: 10_000 };
/** The client's estimates are wrong by up to this factor, both ways. */
export const ESTIMATE_FACTOR = 2;
/** Calls come so much faster than the tokens' limit lets them go, from the first on. */
export const OVERLOAD = 1.3;

export const tokenPromises: Record<'alone' | 'fleet' | 'builds', Promises> = {
  alone: {
    used: 0.95,
    refusalRatio: 0.005,
    tripsPerCall: null,
    tripsPerSecond: null,
    boundsWaits: true,
    shareError: null,
  },
  fleet: {
    used: 0.93,
    refusalRatio: 0.005,
    tripsPerCall: 0.2,
    tripsPerSecond: null,
    boundsWaits: true,
    shareError: null,
  },
  // A refusal is what goes beyond the limit, by the API's own count: none is allowed.
  builds: { used: 0.93, refusalRatio: 0, tripsPerCall: 0.2, tripsPerSecond: null, boundsWaits: true, shareError: 0.05 },
};

/** Where fewer calls a second are allowed, what each process renews counts, and not the calls. */
const FEW_CALLS_PER_SECOND = 300;

export function promisesFor(
  { processes, builds, callsPerSecond }: Pick<LoadPlan, 'processes' | 'builds' | 'callsPerSecond'>,
  learnt = false,
): Promises {
  const promised = tokenPromises[processes === 1 ? 'alone' : builds === 1 ? 'fleet' : 'builds'];
  if (learnt) return { ...promised, boundsWaits: false };
  const few = processes > 1 && callsPerSecond < FEW_CALLS_PER_SECOND;
  return few ? { ...promised, tripsPerCall: null, tripsPerSecond: 1.2 } : promised;
}

/** Which of the builds a process is of, from 0. */
export const buildOf = (process: number, { builds }: Pick<LoadPlan, 'builds'>): number => process % builds;

/** A full bucket lets so many seconds' worth go at once. */
const DEPTH_S = 3;
/** Of both limits: tokens are what is short, since the calls' mean cost takes two thirds of the requests. */
export const CALLS_PER_SECOND = { alone: 20, fleet: 320 };
const SLACK_OF_REQUESTS = 1.5;

function limitsFor(callsPerSecond: number): Limits {
  const bucket = (refillPerSecond: number): Bucket => ({ amount: refillPerSecond * DEPTH_S, refillPerSecond });
  return { requests: bucket(callsPerSecond * SLACK_OF_REQUESTS), tokens: bucket(callsPerSecond * costs.mean) };
}

/**
 * A fleet needs no longer than this to show what it uses: a full run repeats it. Of few calls it takes longer to see how
 * often processes ask, since each asks about twice more when the load begins and ends.
 */
const FLEET_LOAD_MS = { many: 20_000, few: 30_000 };
const LOAD_MS = { quick: 20_000, full: 60_000 };
const ROUNDS = 3;
/**
 * Builds that begin together have their parts after a lease and a cycle of the bucket, 3 s and 4 s, hear of it within a
 * second, and find the bucket full after another cycle. The rest is for processes that begin late.
 */
const BUILDS_SETTLE_MS = 14_000;
const BURST_MS = 500;
/** What waits when the last call comes takes three tenths of the load's time; clients that lose much need more. */
const DRAIN_SHARE = 0.6;

export interface PlanRequest {
  quick: boolean;
  seed: number;
  charges: Charges;
  processes: number;
  /** Default 1. */
  builds?: number;
  /** Default: 320 of several processes, 20 of one. */
  callsPerSecond?: number | undefined;
}

export function loadPlanFor({ quick, seed, charges, processes, builds = 1, ...asked }: PlanRequest): LoadPlan {
  const { callsPerSecond = processes > 1 ? CALLS_PER_SECOND.fleet : CALLS_PER_SECOND.alone } = asked;
  const fleetMs = FLEET_LOAD_MS[callsPerSecond < FEW_CALLS_PER_SECOND ? 'few' : 'many'];
  const loadMs = processes > 1 ? fleetMs : LOAD_MS[quick ? 'quick' : 'full'];
  const limits = limitsFor(callsPerSecond);
  const atOnce = (limits.tokens.amount * OVERLOAD) / costs.mean;
  return {
    callsPerSecond,
    limits,
    charges,
    service: { meanMs: 300, sigma: 0.5 },
    network: { leastMs: 2, mostMs: 15 },
    processes,
    builds,
    warmCalls: processes > 1 ? Math.ceil(atOnce / processes) : 0,
    burstMs: processes > 1 ? BURST_MS : 0,
    settleMs: builds > 1 ? BUILDS_SETTLE_MS : 0,
    loadMs,
    drainMs: loadMs * DRAIN_SHARE,
    seeds: Array.from({ length: quick ? 1 : ROUNDS }, (_, round) => (seed + round) % 2 ** 32),
  };
}
