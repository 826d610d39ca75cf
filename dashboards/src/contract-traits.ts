import type { ProviderContract, Window } from '@evenkeel/toolkit/providers';
import { spellList } from './format.ts';

/** Whether any tier says how much may be in flight at once. */
export function hasCeiling({ tiers }: Pick<ProviderContract, 'tiers'>): boolean {
  return Object.values(tiers).some(({ ceiling }) => ceiling !== null);
}

/** Whether a success tells what is left of the window, so that a gauge of it is ever filled. */
export function tellsRemaining({ hints }: Pick<ProviderContract, 'hints'>): boolean {
  return hints.some(({ means }) => means === 'remaining');
}

/** All that is counted over time, whatever the tier. */
export function windowsOf({ tiers }: Pick<ProviderContract, 'tiers'>): Window[] {
  return Object.values(tiers).flatMap(({ windows }) => windows);
}

/** `agent, network and route group`: what shares one window. */
export function spellScope(scope: Window['scope']): string {
  return spellList(
    scope.map((each) => each.replaceAll('-', ' ')),
    'and',
  );
}
