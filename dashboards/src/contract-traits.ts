import type { ProviderContract, Window } from '@evenkeel/toolkit/providers';
import { spellList } from './format.ts';

/** Whether any tier limits how much may be in flight at once. */
export function hasCeiling({ tiers }: Pick<ProviderContract, 'tiers'>): boolean {
  return Object.values(tiers).some(({ ceiling }) => ceiling !== null);
}

/** Whether the API tells what is left of a window, so that there is a gauge of it. */
export function tellsRemaining({ hints }: Pick<ProviderContract, 'hints'>): boolean {
  return hints.some(({ means }) => means === 'remaining');
}

/** The windows of all tiers. */
export function windowsOf({ tiers }: Pick<ProviderContract, 'tiers'>): Window[] {
  return Object.values(tiers).flatMap(({ windows }) => windows);
}

/** What one window is counted by, in words: `agent, network and route group`. */
export function spellScope(scope: Window['scope']): string {
  return spellList(
    scope.map((each) => each.replaceAll('-', ' ')),
    'and',
  );
}
