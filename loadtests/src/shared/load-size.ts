import {
  concurrencyOf,
  type ProviderContract,
  ratesOf,
  type Tier,
  windowMs,
  wireOperation,
} from '@evenkeel/toolkit/providers';
import type { BatchLoad, Load } from './load.ts';
import { replay } from './replay.ts';

/** A tier's limits, as a load meets them. */
export interface TierLimits {
  /** How much may be in flight at once; null for any number. */
  ceiling: number | null;
  window: { limit: number; windowMs: number; penaltyMs: number; perNetwork: boolean } | null;
}

export function limitsOf(tier: Pick<Tier, 'limits'>): TierLimits {
  const [rate] = ratesOf(tier);
  return {
    ceiling: concurrencyOf(tier)?.amount ?? null,
    window:
      rate === undefined
        ? null
        : {
            limit: rate.amount,
            windowMs: windowMs(rate),
            penaltyMs: rate.penaltyMs,
            perNetwork: rate.scope.includes('network'),
          },
  };
}

/** A load, and the limits that it meets. */
export interface SizedLoad {
  contract: ProviderContract;
  tier: Tier;
  load: Load;
}

/** A service time, as the mock server draws it. */
interface Emulated {
  latencyMedianMs: number;
  latencySigma: number;
}

const GRACE_MS = 60_000;

/** How many calls, or payloads, a load is going to make. */
export function expectedCalls(load: Load): number {
  switch (load.kind) {
    case 'rate':
    case 'fleet':
      return Math.round((load.perSecond * load.durationMs) / 1_000);
    case 'batches':
      return load.size * (load.warmUp + load.measured);
    case 'own':
      return load.calls;
  }
}

/** About how long a load lasts if all its calls are of the contract's slowest operation. */
export function loadMs({ contract, tier, load }: SizedLoad): number {
  const emulated = Object.keys(contract.operations).map((name) => wireOperation(contract, name).emulate);
  const slowest = emulated.reduce((slow, other) => (meanMs(other) > meanMs(slow) ? other : slow));
  return estimateMs(load, tier, slowest, partitions(contract, tier));
}

/** After how long k6 is taken to hang: at the end, calls may still take their whole deadline. */
export function hangAfterMs(sized: SizedLoad): number {
  const { contract, load } = sized;
  const deadlines = Object.keys(contract.operations).map((name) => wireOperation(contract, name).deadlineMs);
  const batches = load.kind === 'batches' ? load.warmUp + load.measured : 1;
  return loadMs(sized) + Math.max(...deadlines) * batches + GRACE_MS;
}

/**
 * About how long a load lasts; the rules' windows and the hang guard are derived from it.
 * @param partitions over how many windows the load is spread; they all share one ceiling
 */
export function estimateMs(load: Load, tier: Pick<Tier, 'limits'>, emulate: Emulated, partitions = 1): number {
  return load.kind === 'batches' ? batchesMs(load, tier, meanMs(emulate), partitions) : load.durationMs;
}

function batchesMs(load: BatchLoad, tier: Pick<Tier, 'limits'>, serviceMs: number, partitions: number): number {
  const { ceiling, window } = limitsOf(tier);
  const batches = load.warmUp + load.measured;
  const payloads = load.size * batches;
  const { makespanMs } = replay(new Array<number>(payloads).fill(serviceMs), {
    ceiling: ceiling ?? payloads,
    ...(window === null ? {} : { window: { ...window, limit: window.limit * partitions } }),
  });
  return makespanMs + (load.pauseMs ?? 0) * batches;
}

/** Over how many windows a load is spread that goes to all networks evenly. */
function partitions({ networks }: ProviderContract, tier: Tier): number {
  return limitsOf(tier).window?.perNetwork ? Math.max(1, networks.length) : 1;
}

/** The mean of a lognormal distribution. */
const meanMs = ({ latencyMedianMs, latencySigma }: Emulated): number =>
  latencyMedianMs * Math.exp(latencySigma ** 2 / 2);
