import {
  type Authentication,
  type BucketLimit,
  type CalendarLimit,
  type ConcurrencyLimit,
  ContractError,
  concurrencyOf,
  furtherConcurrencyOf,
  type Hint,
  isRate,
  type Operation,
  type ProviderContract,
  type RateLimit,
  type Rule,
  type Scope,
  validateContract,
  type WindowLimit,
} from '@evenkeel/toolkit/providers';
import { type CostSettings, checkCosts, resolveCosts } from './costs.ts';
import { rangeError, show } from './errors.ts';

export type BackendSettings = NonNullable<ProviderContract['backend']>;
export type BillingSettings = Pick<NonNullable<ProviderContract['billing']>, 'included' | 'overageUsd'>;

type Tier = ProviderContract['tiers'][string];

export interface CeilingSettings {
  amount: number;
  unit: string;
  /** A job is in flight until it has ended, whatever became of the request that brought it. */
  of: 'attempt' | 'job';
  retryAfterMs: number;
}

/** A limit of requests in flight beside the ceiling, which counts apart what `splits` has. */
export interface SlotSettings extends Pick<CeilingSettings, 'amount' | 'unit' | 'retryAfterMs'> {
  splits: readonly Split[];
}

/** What a limit counts apart, beside credentials. */
export type Split = Exclude<Scope, 'credential'>;

type Counting = 'unit' | 'amount' | 'penaltyMs';

export type WindowSettings = Pick<WindowLimit, Counting | 'kind' | 'windowMs' | 'starts'>;
export type CalendarSettings = Pick<CalendarLimit, Counting | 'kind' | 'period' | 'zone'>;
export type BucketSettings = Pick<BucketLimit, Counting | 'kind' | 'refillPerSecond'>;
export type FixedWindowSettings = WindowSettings | CalendarSettings;

/** A limit over time that counts what is admitted, by key, and apart what `splits` has. */
export type MeterSettings = (FixedWindowSettings | BucketSettings) & { splits?: readonly Split[] };

/** A window that a router counts in a store: it counts every response, by key, network and group. */
export interface CountedWindowSettings {
  unit: string;
  amount: number;
  windowMs: number;
  penaltyMs: number;
  perNetwork: boolean;
  perGroup: boolean;
}

export interface TierSettings {
  ceiling: CeilingSettings | null;
  /** Absent where there are none. */
  slots?: readonly SlotSettings[];
  meters: readonly MeterSettings[];
  counted: CountedWindowSettings | null;
}

/** A lognormal distribution. */
export interface ServiceTime {
  medianMs: number;
  sigma: number;
}

export interface OperationSettings extends CostSettings {
  method: string;
  path: string;
  group: string;
  /** What the key must be allowed to do. */
  permissions: readonly string[];
  /** What its answers are. */
  returns: Operation['returns'];
  service: ServiceTime;
}

/** Everything that the mock server takes from a provider's contract. */
export interface MockSettings {
  provider: string;
  title: string;
  /** Null where the API asks for no key. */
  authentication: Authentication | null;
  keyPrefix: string;
  /** The tier whose quota is told where a request's key is unknown. */
  defaultTier: string;
  tiers: Readonly<Record<string, TierSettings>>;
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly Hint[];
  /** What its answers mean, which says how it refuses. */
  rules: readonly Rule[];
  /** The values of `{network}` in paths. */
  networks: readonly string[];
  /** How the API calls the upstreams behind it; null where it has none. */
  backend: BackendSettings | null;
  /** What usage is included, and what more of it costs; null where nothing is billed. */
  billing: BillingSettings | null;
}

function requireValid(contract: ProviderContract): void {
  try {
    validateContract(contract);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw rangeError(`The contract ${show(contract?.name)} is not valid. ${error.problems.join(' ')}`);
  }
}

function resolveMeter(limit: RateLimit): MeterSettings {
  const { unit, amount, penaltyMs } = limit;
  const splits = limit.scope.filter((part) => part !== 'credential');
  const common = { unit, amount, penaltyMs, ...(splits.length > 0 && { splits }) };
  switch (limit.kind) {
    case 'window':
      return { kind: limit.kind, ...common, windowMs: limit.windowMs, starts: limit.starts };
    case 'calendar':
      return { kind: limit.kind, ...common, period: limit.period, zone: limit.zone };
    case 'bucket':
      return { kind: limit.kind, ...common, refillPerSecond: limit.refillPerSecond };
  }
}

/** Validation has seen that a limit that counts every response is a window from its first request. */
function resolveCounted(limits: readonly RateLimit[]): CountedWindowSettings | null {
  const counted = limits.find(({ counts }) => counts === 'every-response');
  if (counted?.kind !== 'window') return null;
  const { unit, amount, windowMs, penaltyMs, scope } = counted;
  const [perNetwork, perGroup] = [scope.includes('network'), scope.includes('group')];
  return { unit, amount, windowMs, penaltyMs, perNetwork, perGroup };
}

function resolveSlots({ amount, unit, retryAfterMs, scope }: ConcurrencyLimit): SlotSettings {
  return { amount, unit, retryAfterMs, splits: scope.filter((part) => part !== 'credential') };
}

function resolveTier({ limits }: Tier): TierSettings {
  const ceiling = concurrencyOf({ limits });
  const further = furtherConcurrencyOf({ limits });
  const rates = limits.filter(isRate);
  return {
    ceiling:
      ceiling === undefined
        ? null
        : { amount: ceiling.amount, unit: ceiling.unit, of: ceiling.of, retryAfterMs: ceiling.retryAfterMs },
    ...(further.length > 0 && { slots: further.map(resolveSlots) }),
    meters: rates.filter(({ counts }) => counts === 'admitted').map(resolveMeter),
    counted: resolveCounted(rates),
  };
}

/** Whether a limit counts calls of this operation apart by what stands in their bodies. */
function isSplitByBody(tiers: ProviderContract['tiers'], { costs }: Operation): boolean {
  return Object.values(tiers).some(({ limits }) =>
    limits.some(({ kind, scope, unit }) => {
      const byBody = scope.some((part) => typeof part === 'object' && 'request' in part);
      return byBody && (kind === 'concurrency' || (Object.hasOwn(costs, unit) && costs[unit] !== 0));
    }),
  );
}

function resolveOperation(
  operation: ProviderContract['operations'][string],
  tiers: ProviderContract['tiers'],
): OperationSettings | null {
  // An alias is another name for an operation, and has no route of its own.
  if ('via' in operation) return null;
  const { method, path, group, permissions, returns, emulate } = operation;
  const service = { medianMs: emulate.latencyMedianMs, sigma: emulate.latencySigma };
  const costs = resolveCosts(operation);
  const costsByBody = costs.costsByBody || isSplitByBody(tiers, operation);
  return { method, path, group, permissions, returns, ...costs, costsByBody, service };
}

/** Applies `change` to each value; those for which it returns null are left out. */
function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B | null): Record<string, B> {
  const entries = Object.entries(record).flatMap(([name, value]): [string, B][] => {
    const changed = change(value);
    return changed === null ? [] : [[name, changed]];
  });
  return Object.fromEntries(entries);
}

/**
 * Reads a contract. No other part of the mock server sees one, so the mock server
 * depends on nothing that the returned object does not hold.
 *
 * @throws RangeError where the contract is not valid
 */
export function resolveMockSettings(contract: ProviderContract): MockSettings {
  requireValid(contract);
  checkCosts(contract);
  const { name, title, authentication, defaultTier, tiers, hints, rules, networks, backend, billing } = contract;
  return {
    provider: name,
    title,
    authentication,
    keyPrefix: authentication?.keyPrefix ?? '',
    defaultTier,
    tiers: mapValues(tiers, resolveTier),
    operations: mapValues(contract.operations, (operation) => resolveOperation(operation, tiers)),
    hints,
    rules,
    networks,
    backend: backend ?? null,
    billing: billing === undefined ? null : { included: billing.included, overageUsd: billing.overageUsd },
  };
}

/** All that a key of the provider can be allowed to do, in the order of the contract. */
export function scopesOf({ operations }: MockSettings): string[] {
  return [...new Set(Object.values(operations).flatMap(({ permissions }) => permissions))];
}
