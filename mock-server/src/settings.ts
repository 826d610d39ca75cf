import { isDeepStrictEqual } from 'node:util';
import { ContractError, type ProviderContract, validateContract } from '@evenkeel/toolkit/providers';
import { rangeError, show, unsupported } from './errors.ts';
import { type HintSettings, hintFormat } from './hints.ts';

export type BackendSettings = NonNullable<ProviderContract['backend']>;
export type BillingSettings = Pick<NonNullable<ProviderContract['billing']>, 'included' | 'overageUsd'>;

type Tier = ProviderContract['tiers'][string];
type Window = Tier['windows'][number];

export interface CeilingSettings {
  max: number;
  /** A job is in flight until it has ended, whatever became of the request that brought it. */
  unit: 'attempt' | 'job';
  retryAfterMs: number;
}

export interface WindowSettings {
  limit: number;
  windowMs: number;
  /** How long exceeding the limit blocks; 0: until the window's end only. */
  penaltyMs: number;
}

/** What a request takes of its key's windows and of a ceiling of jobs. */
export interface Cost {
  requests: number;
  jobs: number;
}

/** A window that counts what is admitted, by key. */
export interface KeyWindowSettings extends WindowSettings {
  resource: keyof Cost;
}

/** A window that a router counts in a store: it counts every response, by key, network and route group. */
export interface CountedWindowSettings extends WindowSettings {
  perNetwork: boolean;
  perRouteGroup: boolean;
}

export interface TierSettings {
  ceiling: CeilingSettings | null;
  windows: readonly KeyWindowSettings[];
  counted: CountedWindowSettings | null;
}

/** A lognormal distribution. */
export interface ServiceTime {
  medianMs: number;
  sigma: number;
}

export interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  routeGroup: string;
  /** What the key must be allowed to do. */
  scopes: readonly string[];
  cost: Cost;
  service: ServiceTime;
}

/** Everything that the mock server takes from a provider's contract. */
export interface MockSettings {
  provider: string;
  title: string;
  keyPrefix: string;
  /** The tier whose quota is told where a request's key is unknown. */
  defaultTier: string;
  tiers: Readonly<Record<string, TierSettings>>;
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly HintSettings[];
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

const admittedByKey = { starts: 'first-hit', counts: 'admitted', scope: ['key'] };
const resources: readonly (keyof Cost)[] = ['requests', 'jobs'];
const byRoute = { resource: 'requests', starts: 'first-hit', counts: 'every-response' };
const parts: readonly string[] = ['key', 'agent', 'network', 'route-group'];

/** Whether a router counts this window in a store. `key` and `agent` mean the same, since each key is one agent's. */
function isCounted({ resource, starts, counts, scope }: Window): boolean {
  const holds = scope.every((part) => parts.includes(part)) && (scope.includes('agent') || scope.includes('key'));
  return holds && isDeepStrictEqual({ resource, starts, counts }, byRoute);
}

function resolveWindow(window: Window, at: string): KeyWindowSettings {
  const { resource: asked, starts, counts, scope, limit, windowMs, penaltyMs } = window;
  const resource = resources.find((known) => known === asked);
  if (resource === undefined || !isDeepStrictEqual({ starts, counts, scope }, admittedByKey)) {
    const byKey = { resource: resources.join(' or '), ...admittedByKey };
    const enforced = `${JSON.stringify(byKey)} and ${JSON.stringify({ ...byRoute, scope: parts.slice(1) })}`;
    const given = JSON.stringify({ resource: asked, starts, counts, scope });
    throw unsupported(`${at} is ${given}: the mock server enforces ${enforced}.`);
  }
  return { resource, limit, windowMs, penaltyMs };
}

function resolveWindows({ windows }: Tier, at: string): Pick<TierSettings, 'windows' | 'counted'> {
  const counted = windows.filter(isCounted);
  if (counted.length > 1) throw unsupported(`${at}.windows counts every response ${counted.length} times: give one.`);
  const admitted = windows.flatMap((window, index) => {
    if (isCounted(window)) return [];
    return [resolveWindow(window, `${at}.windows[${index}]`)];
  });
  const [window] = counted;
  if (window === undefined) return { windows: admitted, counted: null };
  const { limit, windowMs, penaltyMs, scope } = window;
  const [perNetwork, perRouteGroup] = [scope.includes('network'), scope.includes('route-group')];
  return { windows: admitted, counted: { limit, windowMs, penaltyMs, perNetwork, perRouteGroup } };
}

function resolveCeiling(ceiling: Tier['ceiling'], hasJobs: boolean, at: string): CeilingSettings | null {
  if (ceiling === null) return null;
  const { max, unit, retryAfterMs } = ceiling;
  if (unit === 'job' && !hasJobs) {
    throw unsupported(`${at}.unit is ${show(unit)}, and no operation costs one: the mock server would never refuse.`);
  }
  return { max, unit, retryAfterMs };
}

function resolveOperation(name: string, operation: ProviderContract['operations'][string]): OperationSettings | null {
  // An alias is another name for an operation, and has no route of its own.
  if ('via' in operation) return null;
  const { method, path, routeGroup = name, scopes = [], takes = ['requests'], emulate } = operation;
  const cost = { requests: Number(takes.includes('requests')), jobs: Number(takes.includes('jobs')) };
  const service = { medianMs: emulate.latencyMedianMs, sigma: emulate.latencySigma };
  return { method, path, routeGroup, scopes, cost, service };
}

/**
 * Reads a contract. No other part of the mock server sees one, so the mock server
 * depends on nothing that the returned object does not hold.
 *
 * @throws RangeError where the contract is not valid, or asks for something that
 * the mock server cannot enforce.
 */
export function resolveMockSettings(contract: ProviderContract): MockSettings {
  requireValid(contract);
  const at = contract.name;
  for (const hint of contract.hints) hintFormat(hint);
  const operations: Record<string, OperationSettings> = {};
  for (const [name, operation] of Object.entries(contract.operations)) {
    const resolved = resolveOperation(name, operation);
    if (resolved !== null) operations[name] = resolved;
  }
  const hasJobs = Object.values(operations).some(({ cost }) => cost.jobs > 0);
  const resolveTier = (tier: Tier, where: string): TierSettings => ({
    ceiling: resolveCeiling(tier.ceiling, hasJobs, `${where}.ceiling`),
    ...resolveWindows(tier, where),
  });
  const { billing } = contract;
  return {
    provider: contract.name,
    title: contract.title,
    keyPrefix: contract.keyPrefix,
    defaultTier: contract.defaultTier,
    tiers: Object.fromEntries(
      Object.entries(contract.tiers).map(([name, tier]) => [name, resolveTier(tier, `${at}.tiers.${name}`)]),
    ),
    operations,
    hints: contract.hints.map((hint) => ({ ...hint })),
    networks: contract.networks ?? [],
    backend: contract.backend ?? null,
    billing: billing === undefined ? null : { included: billing.included, overageUsd: billing.overageUsd },
  };
}

/** All that a key of the provider can be allowed to do, in the order of the contract. */
export function scopesOf({ operations }: MockSettings): string[] {
  return [...new Set(Object.values(operations).flatMap(({ scopes }) => scopes))];
}
