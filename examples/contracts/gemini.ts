import { defineProvider } from '@evenkeel/toolkit/providers';

const details = (type: string) => `error.details[@type~${type}]`;

/**
 * Google Gemini. Limits: ai.google.dev/gemini-api/docs/rate-limits; errors: gemini-cli,
 * packages/core/src/utils/googleQuotaErrors.ts. No header tells a limit; the body tells the wait, and a daily quota comes
 * with a wait that is far too short.
 */
export const gemini = defineProvider({
  name: 'gemini',
  title: 'Google Gemini',
  authentication: { header: 'x-goog-api-key', scheme: '' },
  tiers: {
    tier_1: { asOf: '2026-11-01', limits: [{ kind: 'window', amount: 150, windowMs: 60_000, starts: 'rolling' }] },
  },
  operations: {
    generate: {
      method: 'POST',
      path: '/v1beta/models/{model}:generateContent',
      idempotency: 'safe',
      attemptTimeoutMs: 120_000,
    },
    models: { method: 'GET', path: '/v1beta/models' },
  },
  hints: [{ body: `${details('RetryInfo')}.retryDelay`, means: 'wait', format: 'duration', obeyedOn: ['throttled'] }],
  rules: [
    {
      status: 429,
      body: { path: `${details('QuotaFailure')}.violations[quotaId~PerDay].quotaId`, exists: true },
      class: 'quota',
      retry: false,
      // A day's quota is renewed at midnight of the Pacific; asking once an hour finds out.
      pauseMs: 3_600_000,
    },
    { status: 429, body: { path: 'error.status', equals: 'RESOURCE_EXHAUSTED' }, class: 'throttled', retry: true },
    { status: 402, class: 'quota', retry: false },
    'defaults',
  ],
});
