import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyLimits } from '../limits/key-limits.ts';

/** Whose key it is. */
export interface KeyOwner {
  provider: string;
  tier: string;
  /** What the key is allowed to do; everything unless given. */
  scopes?: readonly string[];
  /** Keys of one account share limits, jobs and usage. Unless given, an account named by the key's fingerprint. */
  account?: string;
}

/** One API key, and what its account has used. The key itself is not kept. */
export interface Account {
  provider: string;
  tier: string;
  /** The account's name. */
  id: string;
  /** The key's fingerprint. */
  fingerprint: string;
  /** What the key is allowed to do; `null`: everything. */
  scopes: readonly string[] | null;
  limits: KeyLimits;
  /** Whether the key was revoked: its requests are then refused like those of an unknown key. */
  readonly revoked: boolean;
  /** Calls `fn` when the key is revoked; the returned function takes that back. */
  onRevoked(fn: () => void): () => void;
}

// Secrets are compared as MACs under a random key, so that how long a comparison takes tells nothing about them.
const pepper = randomBytes(32);
export const mac = (secret: string): Buffer => createHmac('sha256', pepper).update(secret).digest();

/** Names a key in journals and logs without giving it away. */
export function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** The one word behind a header's scheme, which is read in any case; where the scheme is empty, all of the header. */
export function tokenOf(scheme: string, header: string): string | null {
  const begins = header.slice(0, scheme.length).toLowerCase() === scheme.toLowerCase();
  const rest = begins ? header.slice(scheme.length) : '';
  const [, token = null] = (scheme === '' ? /^ *(\S+) *$/ : /^ +(\S+) *$/).exec(rest) ?? [];
  return token;
}

/** The token of an `Authorization: Bearer ...` header. */
export const bearerToken = (header: string | undefined): string | null => tokenOf('Bearer', header ?? '');

export function tokenGuard(expected: string): (header: string | undefined) => boolean {
  const expectedMac = mac(expected);
  return (header) => {
    const token = bearerToken(header);
    return token !== null && timingSafeEqual(mac(token), expectedMac);
  };
}
