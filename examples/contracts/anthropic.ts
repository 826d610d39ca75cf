import { defineProvider } from '@evenkeel/toolkit/providers';

const unit = (name: string) =>
  [
    { header: `anthropic-ratelimit-${name}-limit`, means: 'limit', format: 'integer', unit: name },
    { header: `anthropic-ratelimit-${name}-remaining`, means: 'remaining', format: 'integer', unit: name },
    // The time at which all of it is there again.
    { header: `anthropic-ratelimit-${name}-reset`, means: 'reset', format: 'rfc3339', unit: name },
  ] as const;

/**
 * Anthropic. Limits and headers: platform.claude.com/docs/en/api/rate-limits; errors: .../docs/api/errors. The numbers
 * of tier `start` are those of a third party.
 */
export const anthropic = defineProvider({
  name: 'anthropic',
  title: 'Anthropic',
  authentication: {
    header: 'x-api-key',
    scheme: '',
    keyPrefix: 'sk-ant-',
    constant: { 'anthropic-version': '2023-06-01' },
  },
  tiers: {
    start: { asOf: '2026-11-01', limits: [{ kind: 'bucket', amount: 1_000, refillPerSecond: 1_000 / 60 }] },
  },
  operations: {
    messages: { method: 'POST', path: '/v1/messages', idempotency: 'safe', attemptTimeoutMs: 120_000 },
    count_tokens: { method: 'POST', path: '/v1/messages/count_tokens', idempotency: 'safe' },
  },
  hints: [
    { header: 'retry-after', means: 'wait', format: 'retry-after' },
    ...unit('requests'),
    ...unit('tokens'),
    ...unit('input-tokens'),
    ...unit('output-tokens'),
  ],
  shouldRetry: { header: 'x-should-retry', yes: 'true', no: 'false' },
  rules: [
    {
      status: 429,
      body: { path: 'error.details.error_code', equals: 'enforced_spend_limit_reached' },
      class: 'quota',
      retry: false,
    },
    { status: 402, class: 'quota', retry: false },
    { status: 529, class: 'overloaded', retry: true },
    'defaults',
  ],
});
