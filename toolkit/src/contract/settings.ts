import { OptionError } from '../errors/errors.ts';
import type { Hint, Resource } from '../http/hint.ts';
import type { ThrottleSettings } from '../policies/adaptive/adaptive-throttle.ts';
import type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
import type { RetrySettings } from '../policies/retry/retry-settings.ts';
import { type ProviderContract, type Tier, wireOperation } from './contract.ts';
import { ContractError } from './contract-error.ts';
import type { Rule } from './rule.ts';

export interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  /** The name under which a window that counts route groups apart counts it. */
  routeGroup: string;
  /** How long an answer may be kept, and how old one must be before a refresh asks again; null: none is kept. */
  cache: { ttlMs: number; minIntervalMs: number } | null;
  /** Whether a repeat is harmless: by itself, or by its idempotency key. */
  repeatable: boolean;
  /** Whether it must carry an idempotency key. */
  needsKey: boolean;
  /** Whether the window counts it. */
  counted: boolean;
  /** Whether it takes a slot of the ceiling: each attempt, or the job that it begins. */
  takesSlot: boolean;
  /** What the key must be allowed to do. */
  scopes: readonly string[];
  attemptTimeoutMs: number;
  deadlineMs: number;
}

export interface WindowSettings {
  resource: Resource;
  limit: number;
  windowMs: number;
  /** Whether responses tell how many requests are left. */
  observable: boolean;
  /** Whether each network, and each route group, has a window of its own. */
  perNetwork: boolean;
  perRouteGroup: boolean;
}

/** What a client takes from its contract, for one tier. A client is built from this and nothing else. */
export interface ClientSettings {
  provider: string;
  tier: string;
  /** Attempts, or jobs, in flight at once; null where the API sets no ceiling. */
  ceiling: number | null;
  /** Whether the ceiling is one of jobs. */
  perJob: boolean;
  /** The window that the API counts; null where it has none. */
  window: WindowSettings | null;
  /** The networks that the API reaches, each behind a circuit of its own; empty if it tells of none. */
  networks: readonly string[];
  pool: { connections: number; keepAlive: number };
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly Hint[];
  rules: readonly Rule[];
  retry: RetrySettings;
  throttle: ThrottleSettings | null;
  breaker: BreakerSettings;
}

/**
 * @throws OptionError for a tier that the contract does not have
 * @throws ContractError for limits that this version cannot keep: ignoring them would cost 429s
 */
export function resolveClientSettings(contract: ProviderContract, tierName: string): ClientSettings {
  const tier = Object.hasOwn(contract.tiers, tierName) ? contract.tiers[tierName] : undefined;
  if (tier === undefined) {
    throw new OptionError('tier', `give one of ${Object.keys(contract.tiers).join(', ')}.`, tierName);
  }
  const counts = tier.windows[0]?.resource;
  const observable = contract.hints.some(({ means, resource }) => means === 'remaining' && resource === counts);
  refuseUnsupported(tier, observable, `/tiers/${tierName}`);
  const operations = Object.keys(contract.operations).map(
    (name) => [name, operationSettings(contract, tier, name)] as const,
  );
  return {
    provider: contract.name,
    tier: tierName,
    ceiling: tier.ceiling?.max ?? null,
    perJob: tier.ceiling?.unit === 'job',
    window: windowSettings(tier, observable),
    networks: contract.networks ?? [],
    pool: tier.pool,
    operations: Object.fromEntries(operations),
    hints: contract.hints,
    rules: contract.rules,
    retry: contract.retry,
    throttle: contract.throttle ?? null,
    breaker: contract.breaker,
  };
}

function operationSettings(contract: ProviderContract, { ceiling, windows }: Tier, name: string): OperationSettings {
  const wire = wireOperation(contract, name);
  const { method, path, idempotency, attemptTimeoutMs, deadlineMs, takes = ['requests'], scopes = [] } = wire;
  const declared = contract.operations[name];
  return {
    method,
    path,
    routeGroup: wire.routeGroup ?? (declared && 'via' in declared ? declared.via : name),
    cache: wire.cache ?? null,
    repeatable: idempotency !== 'none',
    needsKey: idempotency === 'key',
    counted: windows[0] !== undefined && takes.includes(windows[0].resource),
    takesSlot: ceiling?.unit !== 'job' || takes.includes('jobs'),
    scopes,
    attemptTimeoutMs,
    deadlineMs,
  };
}

function windowSettings({ windows: [window] }: Tier, observable: boolean): WindowSettings | null {
  if (window === undefined) return null;
  const { resource, limit, windowMs, scope } = window;
  const [perNetwork, perRouteGroup] = [scope.includes('network'), scope.includes('route-group')];
  return { resource, limit, windowMs, observable, perNetwork, perRouteGroup };
}

function refuseUnsupported({ windows }: Tier, observable: boolean, at: string): void {
  const problems: string[] = [];
  if (windows.length > 1) problems.push(`${at}/windows has ${windows.length}: give one at most.`);
  for (const [index, { resource, starts }] of windows.entries()) {
    if (resource === 'tokens') problems.push(`${at}/windows/${index}/resource is "tokens": give "requests" or "jobs".`);
    // A window that is not observable may slide: pacing lets no interval of its length see too many, wherever it
    // starts.
    if (starts === 'sliding' && observable)
      problems.push(`${at}/windows/${index}/starts is "sliding": give "first-hit" or "aligned".`);
  }
  if (problems.length > 0) throw new ContractError(problems);
}
