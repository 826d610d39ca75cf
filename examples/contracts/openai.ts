import { defineProvider } from '@evenkeel/toolkit/providers';

const unit = (name: 'requests' | 'tokens') =>
  [
    { header: `x-ratelimit-limit-${name}`, means: 'limit', format: 'integer', unit: name },
    { header: `x-ratelimit-remaining-${name}`, means: 'remaining', format: 'integer', unit: name },
    { header: `x-ratelimit-reset-${name}`, means: 'reset', format: 'duration', unit: name },
  ] as const;

/**
 * OpenAI. Limits: developers.openai.com/api/docs/guides/rate-limits; the dialect: openai-node 7.5, src/client.ts. The
 * guide has no table of requests a minute: that of a third party is taken for tier 1.
 */
export const openai = defineProvider({
  name: 'openai',
  title: 'OpenAI',
  authentication: { keyPrefix: 'sk-' },
  tiers: {
    tier_1: { asOf: '2026-11-01', limits: [{ kind: 'bucket', amount: 500, refillPerSecond: 500 / 60 }] },
  },
  operations: {
    chat: { method: 'POST', path: '/v1/chat/completions', idempotency: 'safe', attemptTimeoutMs: 120_000 },
    embed: { method: 'POST', path: '/v1/embeddings', idempotency: 'safe' },
    models: { method: 'GET', path: '/v1/models' },
  },
  hints: [
    { header: 'retry-after-ms', means: 'wait', format: 'milliseconds' },
    { header: 'retry-after', means: 'wait', format: 'retry-after' },
    ...unit('requests'),
    ...unit('tokens'),
  ],
  shouldRetry: { header: 'x-should-retry', yes: 'true', no: 'false' },
  rules: [
    { status: 429, body: { path: 'error.type', equals: 'insufficient_quota' }, class: 'quota', retry: false },
    {
      status: 429,
      body: {
        path: 'error.code',
        equals: [
          'credit_balance_exhausted',
          'organization_spend_limit_exceeded',
          'project_spend_limit_exceeded',
          'organization_usage_limit_exceeded',
        ],
      },
      class: 'quota',
      retry: false,
    },
    { status: 409, class: 'transient', retry: true },
    'defaults',
  ],
});
