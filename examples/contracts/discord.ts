import { defineProvider } from '@evenkeel/toolkit/providers';

/**
 * Discord. Limits: discord-api-docs, developers/topics/rate-limits.mdx: 50 requests a second over all routes; each route
 * has a bucket beside, which its answers name.
 */
export const discord = defineProvider({
  name: 'discord',
  title: 'Discord',
  authentication: { scheme: 'Bot', keyEnv: 'DISCORD_TOKEN' },
  tiers: {
    bot: { asOf: '2026-11-01', limits: [{ kind: 'window', amount: 50, windowMs: 1_000, starts: 'rolling' }] },
  },
  operations: {
    message: { method: 'POST', path: '/api/v10/channels/{channel}/messages' },
    edit: { method: 'PATCH', path: '/api/v10/channels/{channel}/messages/{message}', idempotency: 'safe' },
    remove: { method: 'DELETE', path: '/api/v10/channels/{channel}/messages/{message}', returns: 'none' },
  },
  hints: [
    // With a fraction in the body, and rounded up in the header.
    { body: 'retry_after', means: 'wait', format: 'seconds' },
    { header: 'retry-after', means: 'wait', format: 'seconds' },
    { header: 'x-ratelimit-reset-after', means: 'reset', format: 'seconds', obeyedOn: ['throttled', 'nothing-left'] },
    { header: 'x-ratelimit-reset', means: 'reset', format: 'unix-s' },
    { header: 'x-ratelimit-remaining', means: 'remaining', format: 'integer' },
    { header: 'x-ratelimit-limit', means: 'limit', format: 'integer' },
  ],
});
