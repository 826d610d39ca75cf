import { isDeepStrictEqual } from 'node:util';
import { ContractError, type ProviderContract, validateContract } from '@evenkeel/toolkit/providers';
import { rangeError, show, unsupported } from './errors.ts';
import { hintFormat } from './hints/format.ts';

type Tier = ProviderContract['tiers'][string];
type Window = Tier['windows'][number];
export type HintSettings = ProviderContract['hints'][number];

export interface CeilingSettings {
  max: number;
  retryAfterMs: number;
}

export interface WindowSettings {
  limit: number;
  windowMs: number;
  /** 0: what exceeds the limit waits for the window's end only. */
  penaltyMs: number;
}

export interface TierSettings {
  ceiling: CeilingSettings | null;
  windows: readonly WindowSettings[];
}

/** Lognormal. */
export interface ServiceTime {
  medianMs: number;
  sigma: number;
}

export interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  service: ServiceTime;
}

/** Everything that the mock server takes from a provider's contract. */
export interface MockSettings {
  provider: string;
  title: string;
  keyPrefix: string;
  /** Stands in where a request's key names no tier. */
  defaultTier: string;
  tiers: Readonly<Record<string, TierSettings>>;
  operations: Readonly<Record<string, OperationSettings>>;
  hints: readonly HintSettings[];
}

function requireValid(contract: ProviderContract): void {
  try {
    validateContract(contract);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw rangeError(`The contract ${show(contract?.name)} is not valid. ${error.problems.join(' ')}`);
  }
}

function resolveWindow(window: Window, at: string): WindowSettings {
  const { limit, windowMs, penaltyMs, resource, starts, counts, scope } = window;
  const enforced = { resource: 'requests', starts: 'first-hit', counts: 'admitted', scope: ['key'] };
  const asked = { resource, starts, counts, scope };
  if (!isDeepStrictEqual(asked, enforced)) {
    throw unsupported(`${at} is ${JSON.stringify(asked)}: the mock server enforces ${JSON.stringify(enforced)}.`);
  }
  return { limit, windowMs, penaltyMs };
}

function resolveCeiling(ceiling: Tier['ceiling'], at: string): CeilingSettings | null {
  if (ceiling === null) return null;
  const { max, retryAfterMs } = ceiling;
  if (ceiling.unit !== 'attempt') {
    throw unsupported(`${at}.unit is ${show(ceiling.unit)}: the mock server counts attempts in flight.`);
  }
  return { max, retryAfterMs };
}

function resolveOperation(operation: ProviderContract['operations'][string]): OperationSettings | null {
  // An alias is another name for the same trip; the wire knows one.
  if ('via' in operation) return null;
  const { latencyMedianMs: medianMs, latencySigma: sigma } = operation.emulate;
  return { method: operation.method, path: operation.path, service: { medianMs, sigma } };
}

function resolveTier(tier: Tier, at: string): TierSettings {
  return {
    ceiling: resolveCeiling(tier.ceiling, `${at}.ceiling`),
    windows: tier.windows.map((window, index) => resolveWindow(window, `${at}.windows[${index}]`)),
  };
}

/**
 * The only reader of a contract: no other part of the mock server sees one, so
 * what this object does not hold, the mock server does not depend on.
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
    const resolved = resolveOperation(operation);
    if (resolved !== null) operations[name] = resolved;
  }
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
  };
}
