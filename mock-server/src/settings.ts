import { isDeepStrictEqual } from 'node:util';
import { ContractError, type ProviderContract, validateContract } from '@evenkeel/toolkit/providers';
import { rangeError, show, unsupported } from './errors.ts';
import { hintFormat } from './hints/format.ts';

export type BackendSettings = NonNullable<ProviderContract['backend']>;

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

/** A window that a router counts in a store: every response, by key, network and route group. */
export interface CountedWindowSettings extends WindowSettings {
  perNetwork: boolean;
  perRouteGroup: boolean;
}

export interface TierSettings {
  ceiling: CeilingSettings | null;
  /** Of admitted requests by key. */
  windows: readonly WindowSettings[];
  counted: CountedWindowSettings | null;
}

/** Lognormal. */
export interface ServiceTime {
  medianMs: number;
  sigma: number;
}

export interface OperationSettings {
  method: 'GET' | 'POST';
  path: string;
  routeGroup: string;
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
  /** The values of `{network}` in paths. */
  networks: readonly string[];
  /** How it treats the upstreams behind it; null where it has none. */
  backend: BackendSettings | null;
}

function requireValid(contract: ProviderContract): void {
  try {
    validateContract(contract);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw rangeError(`The contract ${show(contract?.name)} is not valid. ${error.problems.join(' ')}`);
  }
}

const byKey = { resource: 'requests', starts: 'first-hit', counts: 'admitted', scope: ['key'] };
const byRoute = { resource: 'requests', starts: 'first-hit', counts: 'every-response' };
const parts: readonly string[] = ['key', 'agent', 'network', 'route-group'];

/** Whose window it is: a key is an agent's. */
function isCounted({ resource, starts, counts, scope }: Window): boolean {
  const holds = scope.every((part) => parts.includes(part)) && (scope.includes('agent') || scope.includes('key'));
  return holds && isDeepStrictEqual({ resource, starts, counts }, byRoute);
}

function requireEnforced({ resource, starts, counts, scope }: Window, at: string): void {
  const asked = { resource, starts, counts, scope };
  if (isDeepStrictEqual(asked, byKey)) return;
  const enforced = `${JSON.stringify(byKey)} and ${JSON.stringify({ ...byRoute, scope: parts.slice(1) })}`;
  throw unsupported(`${at} is ${JSON.stringify(asked)}: the mock server enforces ${enforced}.`);
}

function resolveWindows({ windows }: Tier, at: string): Pick<TierSettings, 'windows' | 'counted'> {
  const counted = windows.filter(isCounted);
  if (counted.length > 1) throw unsupported(`${at}.windows counts every response ${counted.length} times: give one.`);
  const admitted = windows.flatMap((window, index) => {
    if (isCounted(window)) return [];
    requireEnforced(window, `${at}.windows[${index}]`);
    const { limit, windowMs, penaltyMs } = window;
    return [{ limit, windowMs, penaltyMs }];
  });
  const [window] = counted;
  if (window === undefined) return { windows: admitted, counted: null };
  const { limit, windowMs, penaltyMs, scope } = window;
  const [perNetwork, perRouteGroup] = [scope.includes('network'), scope.includes('route-group')];
  return { windows: admitted, counted: { limit, windowMs, penaltyMs, perNetwork, perRouteGroup } };
}

function resolveCeiling(ceiling: Tier['ceiling'], at: string): CeilingSettings | null {
  if (ceiling === null) return null;
  const { max, retryAfterMs } = ceiling;
  if (ceiling.unit !== 'attempt') {
    throw unsupported(`${at}.unit is ${show(ceiling.unit)}: the mock server counts attempts in flight.`);
  }
  return { max, retryAfterMs };
}

function resolveOperation(name: string, operation: ProviderContract['operations'][string]): OperationSettings | null {
  // An alias is another name for the same trip; the wire knows one.
  if ('via' in operation) return null;
  const { method, path, routeGroup = name, emulate } = operation;
  return { method, path, routeGroup, service: { medianMs: emulate.latencyMedianMs, sigma: emulate.latencySigma } };
}

function resolveTier(tier: Tier, at: string): TierSettings {
  return {
    ceiling: resolveCeiling(tier.ceiling, `${at}.ceiling`),
    ...resolveWindows(tier, at),
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
    const resolved = resolveOperation(name, operation);
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
    networks: contract.networks ?? [],
    backend: contract.backend ?? null,
  };
}
