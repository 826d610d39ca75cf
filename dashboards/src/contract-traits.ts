import {
  concurrencyOf,
  type ProviderContract,
  type RateLimit,
  ratesOf,
  type Scope,
  windowMs,
  wireOperation,
} from '@evenkeel/toolkit/providers';
import { spellList } from './format.ts';

/** Whether any tier limits how much may be in flight at once. */
export function hasCeiling({ tiers }: Pick<ProviderContract, 'tiers'>): boolean {
  return Object.values(tiers).some((tier) => concurrencyOf(tier) !== undefined);
}

/** The name of the limit of what is in flight, of the first tier that has one. */
export function ceilingName({ tiers }: Pick<ProviderContract, 'tiers'>): string {
  return Object.values(tiers).flatMap((tier) => concurrencyOf(tier)?.name ?? [])[0] ?? 'concurrency';
}

/**
 * The names of the limits over time: those of which each process counts its own part, and those of which answers tell
 * each process the whole.
 */
export function limitsOver(contract: ProviderContract): { ours: string[]; told: string[] } {
  const estimated = estimatedUnits(contract);
  const isTold = (limit: RateLimit): boolean => {
    const hints = contract.hints.filter(({ unit }) => unit === limit.unit);
    const ends =
      limit.kind === 'window' && limit.starts !== 'rolling' && hints.every(({ renews }) => renews !== 'some');
    return ends && !estimated.has(limit.unit) && hints.some(({ means }) => means === 'remaining');
  };
  const told = new Set(allRatesOf(contract).flatMap((limit) => (isTold(limit) ? [limit.name] : [])));
  const ours = new Set(allRatesOf(contract).flatMap(({ name }) => (told.has(name) ? [] : [name])));
  return { ours: [...ours], told: [...told] };
}

/** The units of which a call's cost is known only afterwards. */
function estimatedUnits(contract: ProviderContract): Set<string> {
  const costs = Object.keys(contract.operations).map((name) => wireOperation(contract, name).costs);
  return new Set(costs.flatMap((each) => Object.keys(each).filter((unit) => typeof each[unit] !== 'number')));
}

/** The limits over time of which something may be owed: calls are found to cost what was not known before. */
export function debtors(contract: ProviderContract): RateLimit[] {
  const estimated = estimatedUnits(contract);
  const longest = new Map<string, RateLimit>();
  for (const limit of allRatesOf(contract)) {
    if (!estimated.has(limit.unit)) continue;
    const known = longest.get(limit.name);
    if (known === undefined || windowMs(limit) > windowMs(known)) longest.set(limit.name, limit);
  }
  return [...longest.values()];
}

/** Whether the API tells what is left of a window, so that there is a gauge of it. */
export function tellsRemaining({ hints }: Pick<ProviderContract, 'hints'>): boolean {
  return hints.some(({ means }) => means === 'remaining');
}

/** The limits over time of all tiers. */
export function allRatesOf({ tiers }: Pick<ProviderContract, 'tiers'>): RateLimit[] {
  return Object.values(tiers).flatMap(ratesOf);
}

/** What one limit is counted by, in words: `credential, network and group`. */
export function spellScope(scope: readonly Scope[]): string {
  return spellList(scope.map(spellPart), 'and');
}

function spellPart(part: Scope): string {
  if (typeof part === 'string') return part;
  if ('param' in part) return `${part.param} of the path`;
  return 'request' in part ? `${part.request} of the request` : `${part.told} of the answers`;
}
