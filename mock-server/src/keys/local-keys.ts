import type { MockSettings } from '../settings.ts';
import type { KeyOwner } from './secrets.ts';

/** A well-known key for each tier of each provider, for use on one's own machine only. */
export function localKeys(providers: Iterable<MockSettings>): Record<string, KeyOwner> {
  const keys: Record<string, KeyOwner> = {};
  for (const { provider, keyPrefix, tiers } of providers) {
    for (const tier of Object.keys(tiers)) keys[`${keyPrefix}${tier}_local`] = { provider, tier };
  }
  return keys;
}
