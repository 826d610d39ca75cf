import type { ProviderContract } from '../contract/contract.ts';
import type { ClientSettings } from '../contract/settings.ts';
import { OptionError } from '../errors/errors.ts';

/** The ceilings that the API's keys may have. */
export function knownCeilings({ tiers }: ProviderContract): number[] {
  return Object.values(tiers).flatMap(({ ceiling }) => (ceiling === null ? [] : [ceiling.max]));
}

/** Beside its stream a job needs a connection by which it can be cancelled. */
export function connectionsFor({ pool, perJob }: Pick<ClientSettings, 'pool' | 'perJob'>, ceiling: number): number {
  return Math.max(pool.connections, perJob ? 2 * ceiling + 10 : ceiling);
}

/** The settings under another ceiling; their pool holds what it lets through. */
export function withCeiling(
  settings: ClientSettings,
  ceiling: number | 'adaptive' | undefined,
  known: readonly number[],
): ClientSettings {
  if (ceiling === undefined) return settings;
  const most =
    ceiling === 'adaptive' ? Math.max(...known, known.length === 0 ? settings.pool.connections : 1) : ceiling;
  if (!Number.isInteger(most) || most < 1) {
    throw new OptionError('ceiling', 'give a whole number of at least 1, or "adaptive".', ceiling);
  }
  const pool = { ...settings.pool, connections: connectionsFor(settings, most) };
  return { ...settings, ceiling: most, pool };
}
