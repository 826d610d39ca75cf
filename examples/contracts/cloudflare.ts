import { defineProvider } from '@evenkeel/toolkit/providers';

/**
 * Cloudflare's API, which sends the fields of the IETF's draft. Limits:
 * developers.cloudflare.com/fundamentals/api/reference/limits.
 */
export const cloudflare = defineProvider({
  name: 'cloudflare',
  title: 'Cloudflare',
  authentication: { keyEnv: 'CLOUDFLARE_API_TOKEN' },
  tiers: {
    user: { asOf: '2026-11-01', limits: [{ kind: 'window', amount: 1_200, windowMs: 300_000 }] },
  },
  operations: {
    zones: { method: 'GET', path: '/client/v4/zones' },
    update: { method: 'PUT', path: '/client/v4/zones/{zone}/dns_records/{record}' },
  },
  hints: [
    { header: 'retry-after', means: 'wait', format: 'retry-after' },
    { header: 'ratelimit', means: 'reset', format: 'ratelimit', obeyedOn: ['throttled', 'nothing-left'] },
    { header: 'ratelimit', means: 'remaining', format: 'ratelimit' },
    { header: 'ratelimit-policy', means: 'limit', format: 'ratelimit' },
    { header: 'ratelimit-policy', means: 'window-length', format: 'ratelimit' },
  ],
});
