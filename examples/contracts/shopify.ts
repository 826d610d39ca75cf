import { defineProvider } from '@evenkeel/toolkit/providers';

const throttle = 'extensions.cost.throttleStatus';

/**
 * Shopify's Admin API, REST, and what GraphQL tells beside. Limits: shopify.dev/docs/api/admin-rest/usage/rate-limits
 * and .../apis/graphql-admin/rate-limits; the dialect: shopify-app-js, packages/api-clients.
 */
export const shopify = defineProvider({
  name: 'shopify',
  title: 'Shopify',
  authentication: { header: 'x-shopify-access-token', scheme: '', keyEnv: 'SHOPIFY_ACCESS_TOKEN' },
  tiers: {
    standard: { asOf: '2026-11-01', limits: [{ kind: 'bucket', amount: 40, refillPerSecond: 2 }] },
    plus: { asOf: '2026-11-01', limits: [{ kind: 'bucket', amount: 400, refillPerSecond: 20 }] },
  },
  operations: {
    products: { method: 'GET', path: '/admin/api/2026-10/products.json' },
    create: { method: 'POST', path: '/admin/api/2026-10/products.json' },
    graphql: { method: 'POST', path: '/admin/api/2026-10/graphql.json', idempotency: 'safe', costs: {} },
  },
  hints: [
    // Seconds with a fraction, such as 2.0.
    { header: 'retry-after', means: 'wait', format: 'seconds' },
    { header: 'x-shopify-shop-api-call-limit', means: 'remaining', format: 'used/limit' },
    { header: 'x-shopify-shop-api-call-limit', means: 'limit', format: 'used/limit' },
    { body: `${throttle}.currentlyAvailable`, means: 'remaining', format: 'decimal', unit: 'points', sentOn: 'all' },
    { body: `${throttle}.maximumAvailable`, means: 'limit', format: 'decimal', unit: 'points', sentOn: 'all' },
    {
      body: `${throttle}.restoreRate`,
      means: 'restore-rate',
      format: 'decimal',
      unit: 'points',
      sentOn: 'all',
      obeyedOn: ['throttled'],
    },
  ],
  rules: [
    { status: 429, class: 'throttled', retry: true },
    { status: 200, body: { path: 'errors[0].extensions.code', equals: 'THROTTLED' }, class: 'throttled', retry: true },
    'defaults',
  ],
});
