import { OptionError } from '../errors/errors.ts';
import type { Hint } from '../http/hint.ts';
import type { ThrottleSettings } from '../policies/adaptive/throttle-core.ts';
import type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
import type { RetrySettings } from '../policies/retry/retry-settings.ts';
import type { Authentication } from './authentication.ts';
import { type ProviderContract, type Tier, wireOperation } from './contract.ts';
import type { Cost } from './cost.ts';
import {
  type CalendarLimit,
  concurrencyOf,
  furtherConcurrencyOf,
  isRate,
  type RateLimit,
  type Scope,
} from './limit.ts';
import type { Operation } from './operation.ts';
import type { Rule, ShouldRetry } from './rule.ts';

export interface OperationSettings
  extends Pick<
    Operation,
    | 'method'
    | 'path'
    | 'group'
    | 'permissions'
    | 'sends'
    | 'returns'
    | 'attemptTimeoutMs'
    | 'deadlineMs'
    | 'settleAfterMs'
  > {
  /** How long an answer may be kept, and how old one must be before a refresh asks again; null: none is kept. */
  cache: { ttlMs: number; minIntervalMs: number } | null;
  /** Whether a repeat is harmless: by itself, or by its idempotency key. */
  repeatable: boolean;
  /** Whether it must carry an idempotency key. */
  needsKey: boolean;
  /** What a call takes of each unit that a limit over time counts. */
  costs: Readonly<Record<string, Cost>>;
  /** Whether it takes a slot of the ceiling: each attempt, or the job that it begins. */
  takesSlot: boolean;
}

/** A limit over time, or a further one of what is in flight. */
export interface RateSettings {
  name: string;
  unit: string;
  /** Infinity where only answers tell it. */
  limit: number;
  windowMs: number;
  /** Whether no contract tells it. */
  learnt: boolean;
  /** Whether responses tell how much is left of a window whose beginning and end can be known. */
  observable: boolean;
  /** Whether responses tell how much is left of it; a refusal does not where it counts itself. */
  told: boolean;
  /** Whether a request that is refused takes nothing. */
  refusalsAreFree: boolean;
  /** Units a second that flow into a bucket; null for a window. */
  refillPerSecond: number | null;
  /** The period of a calendar; null for what is no calendar's. */
  calendar: Pick<CalendarLimit, 'period' | 'zone'> | null;
  /** Whether each network, and each group, is counted apart. */
  perNetwork: boolean;
  perGroup: boolean;
  /** What else it counts apart, by what each call says. Absent where nothing is. */
  splits?: readonly Extract<Scope, object>[];
  /** Whether it is the app's own budget, of which the API knows nothing. Default false. */
  own?: true;
  /** Whether it is of what is in flight, beside the ceiling: each attempt takes one. Default false. */
  inFlight?: true;
}

/** What a client takes from its contract, for one tier. A client is built from this and nothing else. */
export interface ClientSettings {
  provider: string;
  title: string;
  tier: string;
  authentication: Authentication | null;
  /** Attempts, or jobs, in flight at once; null where the API sets no ceiling. */
  ceiling: number | null;
  /** The name of the limit of what is in flight; `concurrency` where the contract has none. */
  ceilingName: string;
  /** Whether the ceiling is one of jobs. */
  perJob: boolean;
  /** The limits over time. */
  rates: readonly RateSettings[];
  /** The networks that the API reaches, each behind a circuit of its own; empty if it tells of none. */
  networks: readonly string[];
  pool: { connections: number; keepAlive: number };
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  requestIdHeaders: readonly string[];
  shouldRetry: ShouldRetry | null;
  retry: RetrySettings;
  throttle: ThrottleSettings | null;
  breaker: BreakerSettings;
}

/**
 * The settings of a client of this tier.
 *
 * @param budgets limits beside those of the API
 * @throws OptionError for a tier that the contract does not have
 */
export function resolveClientSettings(
  contract: ProviderContract,
  tierName: string,
  budgets: readonly RateSettings[] = [],
): ClientSettings {
  const tier = Object.hasOwn(contract.tiers, tierName) ? contract.tiers[tierName] : undefined;
  if (tier === undefined) {
    throw new OptionError('tier', `give one of ${Object.keys(contract.tiers).join(', ')}.`, tierName);
  }
  const ceiling = concurrencyOf(tier);
  const { name, title, authentication, networks, hints, rules, requestIdHeaders, shouldRetry } = contract;
  const { retry, throttle, breaker } = contract;
  const others = [...learntRates(tier, hints, contract.learnt), ...budgets];
  const operations = Object.keys(contract.operations).map(
    (operation) => [operation, operationSettings(wireOperation(contract, operation), tier, others)] as const,
  );
  return {
    provider: name,
    title,
    tier: tierName,
    authentication,
    ceiling: ceiling?.amount ?? null,
    ceilingName: ceiling?.name ?? 'concurrency',
    perJob: ceiling?.of === 'job',
    rates: [...rateSettings(tier.limits.filter(isRate), hints, operations), ...others, ...inFlightRates(tier)],
    networks,
    pool: tier.pool,
    operations: Object.fromEntries(operations),
    hints,
    rules,
    requestIdHeaders,
    shouldRetry,
    retry,
    throttle,
    breaker,
  };
}

function operationSettings(wire: Operation, tier: Tier, others: readonly RateSettings[]): OperationSettings {
  const { limits } = tier;
  const { costs, idempotency, cache = null, emulate: _, ...settings } = wire;
  const costOf = (unit: string): Cost => costs[unit] ?? 0;
  const ceiling = concurrencyOf(tier);
  return {
    ...settings,
    cache,
    repeatable: idempotency !== 'none',
    needsKey: idempotency === 'key',
    costs: Object.fromEntries([...limits.filter(isRate), ...others].map(({ unit }) => [unit, costOf(unit)])),
    takesSlot: ceiling?.of !== 'job' || costOf(ceiling.unit) !== 0,
  };
}

function rateSettings(
  limits: readonly RateLimit[],
  hints: readonly Hint[],
  operations: readonly (readonly [name: string, Pick<OperationSettings, 'costs'>])[],
): RateSettings[] {
  return limits.map((limit) => {
    const { name, unit, amount, scope } = limit;
    const told = hints.filter((hint) => hint.unit === unit);
    // Of two limits in one unit, it is not known which one the answers tell of.
    const tells =
      limits.filter((other) => other.unit === unit).length === 1 && told.some(({ means }) => means === 'remaining');
    const ends = limit.kind === 'window' && limit.starts !== 'rolling';
    return {
      name,
      unit,
      limit: amount,
      windowMs: windowMs(limit),
      learnt: false,
      // Of a window that slides, and of a bucket, what is left grows again before its end: these are paced. So are calls
      // of several costs: what is left may be too little for the next one, and no answer tells when there is more.
      observable:
        ends &&
        tells &&
        operations.every(([, { costs }]) => costs[unit] === 0 || costs[unit] === 1) &&
        told.every(({ renews }) => renews !== 'some'),
      told: tells,
      refusalsAreFree: limit.counts === 'admitted',
      refillPerSecond: limit.kind === 'bucket' ? limit.refillPerSecond : null,
      calendar: limit.kind === 'calendar' ? { period: limit.period, zone: limit.zone } : null,
      perNetwork: scope.includes('network'),
      perGroup: scope.includes('group'),
      ...splitsOf(scope),
    };
  });
}

/** Only where there are some, since a client looks at each call for them. */
function splitsOf(scope: readonly Scope[]): Pick<RateSettings, 'splits'> {
  const splits = scope.filter((part) => typeof part === 'object');
  return splits.length === 0 ? {} : { splits };
}

/** The limits over time that only answers tell of: of units that the tier does not limit. */
function learntRates(
  { limits }: Tier,
  hints: readonly Hint[],
  scopes: ProviderContract['learnt'] = {},
): RateSettings[] {
  const known = new Set(limits.filter(isRate).map(({ unit }) => unit));
  const told = hints.filter(({ means, unit }) => means === 'remaining' && !known.has(unit)).map(({ unit }) => unit);
  return [...new Set(told)].map((unit) => ({
    ...{ perNetwork: false, perGroup: false, ...learntScope(scopes[unit]) },
    ...{ name: unit, unit, limit: Number.POSITIVE_INFINITY, windowMs: 0, learnt: true },
    ...{ observable: false, told: true, refusalsAreFree: true, refillPerSecond: null, calendar: null },
  }));
}

/** Where the contract says what it counts apart, answers do not split it any further. */
const learntScope = (scope: readonly Scope[] | undefined) =>
  scope && {
    perNetwork: scope.includes('network'),
    perGroup: scope.includes('group'),
    splits: scope.filter((part) => typeof part === 'object'),
  };

/** The limits of what is in flight beside the ceiling. */
function inFlightRates(tier: Tier): RateSettings[] {
  return furtherConcurrencyOf(tier).map(({ name, unit, amount, scope }) => ({
    ...{ name, unit, limit: amount, windowMs: 0, inFlight: true, learnt: false },
    ...{ observable: false, told: false, refusalsAreFree: true, refillPerSecond: null, calendar: null },
    ...{ perNetwork: scope.includes('network'), perGroup: scope.includes('group'), ...splitsOf(scope) },
  }));
}

const DAY_MS = 86_400_000;

/**
 * How long a window lasts. A client that lets no stretch of this length see too many keeps to each kind of limit, since
 * a bucket gives as much in it as it holds, beside what it held.
 */
export function windowMs(limit: RateLimit): number {
  if (limit.kind === 'window') return limit.windowMs;
  if (limit.kind === 'bucket') return (limit.amount / limit.refillPerSecond) * 1_000;
  // A day of 25 hours, and a month of 31 days that has one.
  return (limit.period === 'day' ? DAY_MS : 31 * DAY_MS) + 3_600_000;
}
