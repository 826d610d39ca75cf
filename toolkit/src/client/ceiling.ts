import type { ProviderContract } from '../contract/contract.ts';
import { concurrencyOf } from '../contract/limit.ts';
import type { ClientSettings } from '../contract/settings.ts';
import { OptionError } from '../errors/errors.ts';
import type { AdaptiveCeiling } from '../policies/adaptive/opening-slots.ts';
import type { ClientOptions } from './client-options.ts';

/** How many connections a ceiling needs. Beside its stream, a job needs a connection by which it can be cancelled. */
export function connectionsFor({ pool, perJob }: Pick<ClientSettings, 'pool' | 'perJob'>, ceiling: number): number {
  return Math.max(pool.connections, perJob ? 2 * ceiling + 10 : ceiling);
}

/**
 * The options for finding a ceiling, if it is to be found: because the app wants that, or because no tier of the contract
 * limits anything.
 */
export function seekCeiling(
  contract: ProviderContract,
  settings: ClientSettings,
  ceiling: ClientOptions['ceiling'],
): AdaptiveCeiling | undefined {
  if (ceiling === 'adaptive') return adaptiveLimit(contract, settings);
  if (ceiling === 'none' && settings.ceiling !== null) {
    throw new OptionError(
      'ceiling',
      `leave it out, or give a number: by the contract it is ${settings.ceiling}.`,
      ceiling,
    );
  }
  const untold = /* seam: untold-ceiling */ Object.values(contract.tiers).every(({ limits }) => limits.length === 0);
  return ceiling === undefined && untold ? { ceilings: [], max: settings.pool.connections, untold } : undefined;
}

/** The tiers' ceilings are tried, and the largest of them is the maximum. */
function adaptiveLimit({ tiers }: ProviderContract, { ceiling, pool, perJob }: ClientSettings): AdaptiveCeiling {
  if (perJob) {
    throw new OptionError('ceiling', 'give a whole number: how many jobs may run at once cannot be found by trying.');
  }
  const ceilings = Object.values(tiers).flatMap((tier) => concurrencyOf(tier)?.amount ?? []);
  return {
    ceilings,
    expected: ceiling ?? undefined,
    max: ceilings.length === 0 ? pool.connections : Math.max(...ceilings),
  };
}

/** The settings with another ceiling, and a pool that is large enough for it. */
export function withCeiling(settings: ClientSettings, ceiling: ClientOptions['ceiling']): ClientSettings {
  if (ceiling === undefined || ceiling === 'none') return settings;
  if (typeof ceiling !== 'number' || !Number.isInteger(ceiling) || ceiling < 1) {
    throw new OptionError('ceiling', 'give a whole number of at least 1, "adaptive" or "none".', ceiling);
  }
  const pool = { ...settings.pool, connections: connectionsFor(settings, ceiling) };
  return { ...settings, ceiling, pool };
}
