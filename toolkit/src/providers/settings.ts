import { OptionError } from '../errors.ts';
import type { Hint } from '../http/hint.ts';
import type { Rule } from '../http/rule.ts';
import type { ThrottleSettings } from '../policies/adaptive-throttle.ts';
import type { BreakerSettings } from '../policies/circuit-breaker.ts';
import type { RetrySettings } from '../policies/retry.ts';
import { type ProviderContract, type Tier, wireOperation } from './contract.ts';
import { ContractError } from './validate.ts';

export interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  /** What a window that counts route groups apart counts it with. */
  routeGroup: string;
  /** How long an answer may be kept, and how seldom it is asked for again before that; null: not at all. */
  cache: { ttlMs: number; minIntervalMs: number } | null;
  /** Whether a repeat is harmless: by itself, or by its idempotency key. */
  repeatable: boolean;
  /** Whether it must carry an idempotency key. */
  keyed: boolean;
  attemptTimeoutMs: number;
  deadlineMs: number;
}

export interface WindowSettings {
  limit: number;
  windowMs: number;
  /** Whether responses tell how many requests are left. */
  told: boolean;
  /** Whether each network, and each route group, has a window of its own. */
  perNetwork: boolean;
  perRouteGroup: boolean;
}

/** What a client takes from its contract, for one tier. A client is built from this and nothing else. */
export interface ClientSettings {
  provider: string;
  tier: string;
  /** Attempts in flight at once; null where the API sets no ceiling. */
  ceiling: number | null;
  /** The window of requests that the API counts; null where it has none. */
  window: WindowSettings | null;
  /** What the API reaches, each behind a circuit of its own; none where it tells of no such thing. */
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
  const told = contract.hints.some(({ means, resource }) => means === 'remaining' && resource === 'requests');
  refuseUnsupported(tier, told, `/tiers/${tierName}`);
  const operations = Object.keys(contract.operations).map((name) => {
    const {
      method,
      path,
      idempotency,
      attemptTimeoutMs,
      deadlineMs,
      cache = null,
      ...wire
    } = wireOperation(contract, name);
    const [repeatable, keyed] = [idempotency !== 'none', idempotency === 'key'];
    const declared = contract.operations[name];
    const routeGroup = wire.routeGroup ?? (declared && 'via' in declared ? declared.via : name);
    return [name, { method, path, routeGroup, cache, repeatable, keyed, attemptTimeoutMs, deadlineMs }] as const;
  });
  return {
    provider: contract.name,
    tier: tierName,
    ceiling: tier.ceiling?.max ?? null,
    window: windowSettings(tier, told),
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

function windowSettings({ windows: [window] }: Tier, told: boolean): WindowSettings | null {
  if (window === undefined) return null;
  const { limit, windowMs, scope } = window;
  return { limit, windowMs, told, perNetwork: scope.includes('network'), perRouteGroup: scope.includes('route-group') };
}

function refuseUnsupported({ windows, ceiling }: Tier, told: boolean, at: string): void {
  const problems: string[] = [];
  if (windows.length > 1) problems.push(`${at}/windows has ${windows.length}: give one at most.`);
  for (const [index, { resource, starts }] of windows.entries()) {
    if (resource !== 'requests') problems.push(`${at}/windows/${index}/resource is "${resource}": give "requests".`);
    // What is not told is paced so that no interval of its length sees too many, wherever it starts.
    if (starts === 'sliding' && told)
      problems.push(`${at}/windows/${index}/starts is "sliding": give "first-hit" or "aligned".`);
  }
  if (ceiling?.unit === 'job') problems.push(`${at}/ceiling/unit is "job": give "attempt".`);
  if (problems.length > 0) throw new ContractError(problems);
}
