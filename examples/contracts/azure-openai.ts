import { defineProvider } from '@evenkeel/toolkit/providers';

const unit = (name: 'requests' | 'tokens') =>
  [
    { header: `x-ratelimit-limit-${name}`, means: 'limit', format: 'integer', unit: name, untold: [-1] },
    { header: `x-ratelimit-remaining-${name}`, means: 'remaining', format: 'integer', unit: name, untold: [-1] },
    // Unlike OpenAI's own, in seconds.
    { header: `x-ratelimit-reset-${name}`, means: 'reset', format: 'seconds', unit: name, untold: [0] },
  ] as const;

/**
 * Azure OpenAI, one deployment of 10,000 tokens a minute, to which 60 requests a minute are tied. Limits:
 * learn.microsoft.com, azure-openai-429-token-rate-limit; sentinels: learn.microsoft.com/answers/questions/5625878.
 */
export const azureOpenai = defineProvider({
  name: 'azure_openai',
  title: 'Azure OpenAI',
  authentication: { header: 'api-key', scheme: '' },
  tiers: {
    deployment_10k: {
      asOf: '2026-11-01',
      // Judged over ten seconds at a time.
      limits: [{ kind: 'window', amount: 10, windowMs: 10_000, starts: 'rolling' }],
    },
  },
  operations: {
    chat: {
      method: 'POST',
      path: '/openai/deployments/{deployment}/chat/completions',
      idempotency: 'safe',
      attemptTimeoutMs: 120_000,
    },
  },
  hints: [
    { header: 'retry-after-ms', means: 'wait', format: 'milliseconds' },
    { header: 'retry-after', means: 'wait', format: 'retry-after' },
    ...unit('requests'),
    ...unit('tokens'),
  ],
  rules: [
    // The gateway's policy: 403 for a quota that is spent.
    { status: 403, header: { name: 'retry-after', exists: true }, class: 'quota', retry: false },
    'defaults',
  ],
});
