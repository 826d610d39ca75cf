import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { rangeError, show } from './errors.ts';
import { KeyLimits } from './limits/key-limits.ts';
import type { MockSettings } from './settings.ts';

/** Whose key it is. */
export interface KeyOwner {
  provider: string;
  tier: string;
}

/** One API key and what it has used. The key itself is not kept. */
export interface Account extends KeyOwner {
  fingerprint: string;
  limits: KeyLimits;
}

// Secrets are compared as MACs under a key that nobody knows: how long it takes tells nothing about the secret.
const pepper = randomBytes(32);
const mac = (secret: string): Buffer => createHmac('sha256', pepper).update(secret).digest();

/** Tells keys apart in journals and logs without giving them away. */
export function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** The token of an `Authorization: Bearer ...` header. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? null;
}

export function tokenGuard(expected: string): (header: string | undefined) => boolean {
  const expectedMac = mac(expected);
  return (header) => {
    const token = bearerToken(header);
    return token !== null && timingSafeEqual(mac(token), expectedMac);
  };
}

function knownTiers(providers: ReadonlyMap<string, MockSettings>): string {
  return [...providers.values()]
    .flatMap((one) => Object.keys(one.tiers).map((tier) => `${one.provider}/${tier}`))
    .join(', ');
}

/** The keys that the mock server knows. */
export class KeyRing {
  readonly #accounts = new Map<string, Account>();

  /** @throws RangeError naming the key by its fingerprint. */
  constructor(keys: Readonly<Record<string, KeyOwner>>, providers: ReadonlyMap<string, MockSettings>) {
    for (const [key, { provider, tier }] of Object.entries(keys)) {
      // The key is a secret even here, so its fingerprint names it.
      const at = `keys (fingerprint ${fingerprint(key)})`;
      if (bearerToken(`Bearer ${key}`) !== key)
        throw rangeError(`${at} cannot be sent as a bearer token: use no spaces.`);
      const settings = providers.get(provider)?.tiers[tier];
      if (settings === undefined) {
        throw rangeError(`${at} is of ${show(provider)}, tier ${show(tier)}: give one of ${knownTiers(providers)}.`);
      }
      this.#accounts.set(mac(key).toString('base64'), {
        provider,
        tier,
        fingerprint: fingerprint(key),
        limits: new KeyLimits(settings),
      });
    }
  }

  find(key: string): Account | undefined {
    return this.#accounts.get(mac(key).toString('base64'));
  }

  accounts(): Account[] {
    return [...this.#accounts.values()];
  }
}
