import { isDeepStrictEqual } from 'node:util';
import type { ProviderContract } from '@evenkeel/toolkit/providers';
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

function need(ok: boolean, field: string, value: unknown, remedy: string): void {
  if (!ok) throw rangeError(`${field} is ${show(value)}: ${remedy}.`);
}

function resolveWindow(window: Window, at: string): WindowSettings {
  const { limit, windowMs, penaltyMs, resource, starts, counts, scope } = window;
  const enforced = { resource: 'requests', starts: 'first-hit', counts: 'admitted', scope: ['key'] };
  const asked = { resource, starts, counts, scope };
  if (!isDeepStrictEqual(asked, enforced)) {
    throw unsupported(`${at} is ${JSON.stringify(asked)}: the mock server enforces ${JSON.stringify(enforced)}.`);
  }
  need(Number.isSafeInteger(limit) && limit > 0, `${at}.limit`, limit, 'give a whole number above 0');
  need(Number.isFinite(windowMs) && windowMs > 0, `${at}.windowMs`, windowMs, 'give milliseconds above 0');
  need(Number.isFinite(penaltyMs) && penaltyMs >= 0, `${at}.penaltyMs`, penaltyMs, 'give milliseconds, 0 for none');
  return { limit, windowMs, penaltyMs };
}

function resolveCeiling(ceiling: Tier['ceiling'], at: string): CeilingSettings | null {
  if (ceiling === null) return null;
  const { max, retryAfterMs } = ceiling;
  if (ceiling.unit !== 'attempt') {
    throw unsupported(`${at}.unit is ${show(ceiling.unit)}: the mock server counts attempts in flight.`);
  }
  need(Number.isSafeInteger(max) && max > 0, `${at}.max`, max, 'give a whole number above 0');
  need(
    Number.isFinite(retryAfterMs) && retryAfterMs >= 0,
    `${at}.retryAfterMs`,
    retryAfterMs,
    'give milliseconds, 0 or more',
  );
  return { max, retryAfterMs };
}

function resolveOperation(operation: ProviderContract['operations'][string], at: string): OperationSettings | null {
  // An alias is another name for the same trip; the wire knows one.
  if ('via' in operation) return null;
  const { latencyMedianMs: medianMs, latencySigma: sigma } = operation.emulate;
  need(Number.isFinite(medianMs) && medianMs > 0, `${at}.latencyMedianMs`, medianMs, 'give milliseconds above 0');
  need(Number.isFinite(sigma) && sigma >= 0, `${at}.latencySigma`, sigma, 'give 0 or more');
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
 * @throws RangeError where the contract has a number out of range, or asks for
 * something that the mock server cannot enforce.
 */
export function resolveMockSettings(contract: ProviderContract): MockSettings {
  const at = contract.name;
  need(contract.defaultTier in contract.tiers, `${at}.defaultTier`, contract.defaultTier, 'name one of its tiers');
  for (const hint of contract.hints) hintFormat(hint);
  const operations: Record<string, OperationSettings> = {};
  for (const [name, operation] of Object.entries(contract.operations)) {
    const resolved = resolveOperation(operation, `${at}.operations.${name}.emulate`);
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
