import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyLimits } from '../limits/key-limits.ts';

/** Whose key it is. */
export interface KeyOwner {
  provider: string;
  tier: string;
  /** What it is allowed to do; all that there is, unless given. */
  scopes?: readonly string[];
  /** Keys of one account share limits, jobs and usage. Unless given, an account named by the key's fingerprint. */
  account?: string;
}

/** One API key, and what its account has used. The key itself is not kept. */
export interface Account {
  provider: string;
  tier: string;
  /** Of the account. */
  id: string;
  /** Of the key. */
  fingerprint: string;
  /** `null`: all. */
  scopes: readonly string[] | null;
  limits: KeyLimits;
  /** Its requests are strangers' from now on. */
  readonly revoked: boolean;
  /** Calls `fn` when the key is revoked, unless the returned function is called before. */
  onRevoked(fn: () => void): () => void;
}

// Secrets are compared as MACs under a key that nobody knows: how long it takes tells nothing about the secret.
const pepper = randomBytes(32);
export const mac = (secret: string): Buffer => createHmac('sha256', pepper).update(secret).digest();

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
