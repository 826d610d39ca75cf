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
  /** Whether a repeat is harmless: by itself, or by its idempotency key. */
  repeatable: boolean;
  /** Whether it must carry an idempotency key. */
  keyed: boolean;
  attemptTimeoutMs: number;
  deadlineMs: number;
}

/** What a client takes from its contract, for one tier. A client is built from this and nothing else. */
export interface ClientSettings {
  provider: string;
  tier: string;
  /** Attempts in flight at once; null where the API sets no ceiling. */
  ceiling: number | null;
  /** The window of requests that the API counts; null where it has none. */
  window: { limit: number; windowMs: number } | null;
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
  refuseUnsupported(tier, `/tiers/${tierName}`);
  const [window] = tier.windows;
  const operations = Object.keys(contract.operations).map((name) => {
    const { method, path, idempotency, attemptTimeoutMs, deadlineMs } = wireOperation(contract, name);
    const [repeatable, keyed] = [idempotency !== 'none', idempotency === 'key'];
    return [name, { method, path, repeatable, keyed, attemptTimeoutMs, deadlineMs }] as const;
  });
  return {
    provider: contract.name,
    tier: tierName,
    ceiling: tier.ceiling?.max ?? null,
    window: window ? { limit: window.limit, windowMs: window.windowMs } : null,
    pool: tier.pool,
    operations: Object.fromEntries(operations),
    hints: contract.hints,
    rules: contract.rules,
    retry: contract.retry,
    throttle: contract.throttle ?? null,
    breaker: contract.breaker,
  };
}

function refuseUnsupported({ windows, ceiling }: Tier, at: string): void {
  const problems: string[] = [];
  if (windows.length > 1) problems.push(`${at}/windows has ${windows.length}: give one at most.`);
  for (const [index, { resource, starts }] of windows.entries()) {
    if (resource !== 'requests') problems.push(`${at}/windows/${index}/resource is "${resource}": give "requests".`);
    if (starts === 'sliding')
      problems.push(`${at}/windows/${index}/starts is "sliding": give "first-hit" or "aligned".`);
  }
  if (ceiling?.unit === 'job') problems.push(`${at}/ceiling/unit is "job": give "attempt".`);
  if (problems.length > 0) throw new ContractError(problems);
}
