import type { IncomingHttpHeaders } from 'node:http';
import { rangeError, show } from '../errors.ts';
import { KeyLimits } from '../limits/key-limits.ts';
import { type MockSettings, scopesOf, type TierSettings } from '../settings.ts';
import { localKeyOf } from './local-keys.ts';
import { type Account, bearerToken, fingerprint, type KeyOwner, mac, tokenOf } from './secrets.ts';

/** The most characters that an account's name may have. */
export const MAX_ACCOUNT = 100;

/** What a provider's keys can have: its prefix, tiers and scopes. */
export interface KeyOwners {
  provider: string;
  keyPrefix: string;
  tiers: string[];
  scopes: string[];
}

type Providers = ReadonlyMap<string, MockSettings>;

function knownTiers(providers: Providers): string {
  return [...providers.values()]
    .flatMap((one) => Object.keys(one.tiers).map((tier) => `${one.provider}/${tier}`))
    .join(', ');
}

/** A value for a message. One that may be a key, pasted into another field, is not repeated. */
function shown(value: unknown, providers: Providers): string {
  const isKey = [...providers.values()].some(({ keyPrefix }) => keyPrefix !== '' && show(value).includes(keyPrefix));
  return isKey ? '(a key?)' : show(value);
}

function tierOf({ provider, tier }: KeyOwner, providers: Providers, at: string): TierSettings {
  const tiers = providers.get(provider)?.tiers ?? {};
  const settings = Object.hasOwn(tiers, tier) ? tiers[tier] : undefined;
  if (settings !== undefined) return settings;
  const [of, its] = [provider, tier].map((value) => shown(value, providers));
  throw rangeError(`${at} is of ${of}, tier ${its}: give one of ${knownTiers(providers)}.`);
}

function checkScopes({ provider, scopes }: KeyOwner, providers: Providers, at: string): void {
  if (scopes === undefined) return;
  const known = scopesOf(providers.get(provider) as MockSettings);
  const unknown = Array.isArray(scopes) ? scopes.find((scope) => !known.includes(scope)) : scopes;
  if (unknown === undefined) return;
  const remedy = known.length > 0 ? `give an array with some of ${known.join(', ')}` : `${provider} has none`;
  throw rangeError(`${at} has the scope ${shown(unknown, providers)}: ${remedy}.`);
}

function checkAccount({ account, provider }: KeyOwner, providers: Providers, at: string): void {
  if (account === undefined) return;
  const { keyPrefix } = providers.get(provider) as MockSettings;
  const fits = typeof account === 'string' && account !== '' && account.length <= MAX_ACCOUNT;
  // The value is not repeated: somebody may have pasted a key, and accounts are shown.
  if (!fits || (keyPrefix !== '' && account.startsWith(keyPrefix))) {
    throw rangeError(`${at} has no fit account: give a name of 1 to ${MAX_ACCOUNT} characters that is no key.`);
  }
}

class Entry implements Account {
  readonly provider: string;
  readonly tier: string;
  readonly id: string;
  readonly fingerprint: string;
  readonly scopes: readonly string[] | null;
  readonly limits: KeyLimits;
  #revoked = false;
  readonly #listeners = new Set<() => void>();

  constructor(owner: KeyOwner, its: Pick<Account, 'id' | 'fingerprint' | 'limits'>) {
    this.provider = owner.provider;
    this.tier = owner.tier;
    this.scopes = owner.scopes === undefined ? null : [...new Set(owner.scopes)];
    this.id = its.id;
    this.fingerprint = its.fingerprint;
    this.limits = its.limits;
  }

  get revoked(): boolean {
    return this.#revoked;
  }

  onRevoked(fn: () => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  revoke(): void {
    this.#revoked = true;
    for (const tell of [...this.#listeners]) tell();
  }
}

/** The keys that the mock server knows, the revoked ones too. */
export class KeyRing {
  readonly #providers: Providers;
  readonly #byMac = new Map<string, Entry>();
  readonly #byFingerprint = new Map<string, Entry>();
  /** The limits that the keys of an account share. */
  readonly #limits = new Map<string, { tier: string; limits: KeyLimits }>();

  /** @throws RangeError naming the key by its fingerprint. */
  constructor(keys: Readonly<Record<string, KeyOwner>>, providers: Providers) {
    this.#providers = providers;
    for (const [key, owner] of Object.entries(keys)) this.add(key, owner);
  }

  /** @throws RangeError naming the key by its fingerprint. */
  add(key: string, owner: KeyOwner): Account {
    const named = fingerprint(key);
    // The key is a secret even here, so its fingerprint names it.
    const at = `keys (fingerprint ${named})`;
    if (bearerToken(`Bearer ${key}`) !== key) throw rangeError(`${at} cannot be sent in a header: use no spaces.`);
    const settings = tierOf(owner, this.#providers, at);
    checkScopes(owner, this.#providers, at);
    checkAccount(owner, this.#providers, at);
    if (this.#byFingerprint.get(named)?.revoked === false) throw rangeError(`${at} is known already: revoke it first.`);
    const id = owner.account ?? named;
    const entry = new Entry(owner, { id, fingerprint: named, limits: this.#limitsOf(id, owner, settings, at) });
    this.#byMac.set(mac(key).toString('base64'), entry);
    this.#byFingerprint.set(named, entry);
    return entry;
  }

  /** Finds a key's account; a revoked key has none, as if it were unknown. */
  find(key: string): Account | undefined {
    const entry = this.#byMac.get(mac(key).toString('base64'));
    return entry?.revoked === false ? entry : undefined;
  }

  /** Revokes a key at once; false where no such key is in use. */
  revoke(named: string): boolean {
    const entry = this.#byFingerprint.get(named);
    if (entry === undefined || entry.revoked) return false;
    entry.revoke();
    return true;
  }

  get owners(): KeyOwners[] {
    return Array.from(this.#providers.values(), (settings) => {
      const { provider, keyPrefix, tiers } = settings;
      return { provider, keyPrefix, tiers: Object.keys(tiers), scopes: scopesOf(settings) };
    });
  }

  /** One for each key, in the order in which they were added. */
  accounts(): Account[] {
    return [...this.#byFingerprint.values()];
  }

  #limitsOf(id: string, { provider, tier }: KeyOwner, settings: TierSettings, at: string): KeyLimits {
    const shared = this.#limits.get(`${provider} ${id}`);
    if (shared === undefined) {
      const limits = new KeyLimits(settings);
      this.#limits.set(`${provider} ${id}`, { tier, limits });
      return limits;
    }
    if (shared.tier !== tier) {
      throw rangeError(`${at} is of tier ${show(tier)}, and its account of ${show(shared.tier)}: give the account's.`);
    }
    return shared.limits;
  }
}

/**
 * The key that a request carries, where the API's contract says that it stands; null for none. An API that asks for no
 * key takes all requests for those of one account.
 */
export function credentialIn(settings: MockSettings, headers: IncomingHttpHeaders): string | null {
  const { authentication, defaultTier } = settings;
  if (authentication === null) return localKeyOf(settings, defaultTier);
  const value = headers[authentication.header];
  return typeof value === 'string' ? tokenOf(authentication.scheme, value) : null;
}
