import type { IncomingHttpHeaders } from 'node:http';
import type { MockSettings } from '../settings.ts';
import { localKeyOf } from './local-keys.ts';
import { tokenOf } from './secrets.ts';

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
