import { concurrencyOf, type ProviderContract, type RateLimit, ratesOf, type Scope } from '@evenkeel/toolkit/providers';
import { spellList } from './format.ts';

/** Whether any tier limits how much may be in flight at once. */
export function hasCeiling({ tiers }: Pick<ProviderContract, 'tiers'>): boolean {
  return Object.values(tiers).some((tier) => concurrencyOf(tier) !== undefined);
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
