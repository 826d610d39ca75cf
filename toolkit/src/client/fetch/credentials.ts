/** What tells whose request it is. A cookie changes too often. */
const credential = /^(?:proxy-)?authorization$|(?:^|-)(?:api-?key|access-token|auth-token)$/;
const parameters: readonly string[] = ['key', 'api_key', 'apikey', 'access_token'];
/** A signature differs in each request; whose it is does not. */
const signed = /^AWS4-\S+ Credential=([^/,\s]+)/i;

/** A text that is the same for requests of one credential, and does not tell it: 53 bits of a hash. */
export function credentialOf(headers: Headers, url: URL): string {
  const parts: string[] = [];
  for (const [name, value] of headers) if (credential.test(name)) parts.push(name, signed.exec(value)?.[1] ?? value);
  if (url.search !== '') for (const name of parameters) parts.push(url.searchParams.get(name) ?? '');
  return hashOf(parts.join('\n'));
}

/** Two multiplicative hashes side by side, mixed at the end. It hides a text from logs, and from nobody who guesses it. */
function hashOf(text: string): string {
  let low = 0x6a09e667;
  let high = 0xbb67ae85;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return ((high & 0x1fffff) * 2 ** 32 + (low >>> 0)).toString(36);
}
