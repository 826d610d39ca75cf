import { defineProvider } from '@evenkeel/toolkit/providers';

/**
 * Stripe, in a sandbox. Limits: docs.stripe.com/rate-limits; the dialect: stripe-node 22.5, src/RequestSender.ts. No
 * header tells how long to wait.
 */
export const stripe = defineProvider({
  name: 'stripe',
  title: 'Stripe',
  authentication: { keyEnv: 'STRIPE_SECRET_KEY', keyPrefix: 'sk_', constant: { 'stripe-version': '2026-10-29' } },
  tiers: {
    sandbox: { asOf: '2026-11-01', limits: [{ kind: 'window', amount: 25, windowMs: 1_000, starts: 'rolling' }] },
    live: { asOf: '2026-11-01', limits: [{ kind: 'window', amount: 100, windowMs: 1_000, starts: 'rolling' }] },
  },
  operations: {
    charge: {
      method: 'POST',
      path: '/v1/payment_intents',
      sends: 'form',
      idempotency: 'key',
      attemptTimeoutMs: 80_000,
    },
    charges: { method: 'GET', path: '/v1/charges', attemptTimeoutMs: 80_000 },
  },
  hints: [],
  shouldRetry: { header: 'stripe-should-retry', yes: 'true', no: 'false' },
  rules: [
    // Another request holds the object: it is free again in a moment.
    { status: 429, body: { path: 'error.code', equals: 'lock_timeout' }, class: 'transient', retry: true },
    { status: 400, body: { path: 'error.code', equals: 'rate_limit' }, class: 'throttled', retry: true },
    { status: 409, class: 'transient', retry: true },
    'defaults',
  ],
  retry: { backoff: { kind: 'equal-jitter', baseMs: 500, capMs: 5_000, firstExponent: 0 } },
});
