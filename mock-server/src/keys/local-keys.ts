import type { MockSettings } from '../settings.ts';
import type { KeyOwner } from './secrets.ts';

/** The well-known key of a tier, for use on one's own machine only. */
export function localKeyOf(
  { provider, keyPrefix }: Pick<MockSettings, 'provider' | 'keyPrefix'>,
  tier: string,
): string {
  // Keys of several providers must differ, also where they have no common beginning.
  return `${keyPrefix === '' ? `${provider}_` : keyPrefix}${tier}_local`;
}

/** A well-known key for each tier of each provider. One that another provider has already has the provider's name in it. */
export function localKeys(providers: Iterable<MockSettings>): Record<string, KeyOwner> {
  const keys: Record<string, KeyOwner> = {};
  for (const settings of keylessFirst(providers)) {
    const { provider, keyPrefix, tiers } = settings;
    for (const tier of Object.keys(tiers)) {
      const key = localKeyOf(settings, tier);
      const free = keys[key] === undefined;
      keys[free ? key : localKeyOf({ provider, keyPrefix: `${keyPrefix}${provider}_` }, tier)] = { provider, tier };
    }
  }
  return keys;
}

/** An API that asks for no key finds its account by the key's name, so nobody else may have that. */
const keylessFirst = (providers: Iterable<MockSettings>): MockSettings[] =>
  [...providers].sort((a, b) => Number(a.authentication !== null) - Number(b.authentication !== null));
