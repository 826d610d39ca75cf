import { defineProvider } from '@evenkeel/toolkit/providers';

/** Notion. Limits: developers.notion.com/reference/request-limits; the dialect: notion-sdk-js 5.26, src/Client.ts. */
export const notion = defineProvider({
  name: 'notion',
  title: 'Notion',
  authentication: { keyEnv: 'NOTION_TOKEN', keyPrefix: 'ntn_', constant: { 'notion-version': '2026-03-11' } },
  tiers: {
    // Three a second on average, counted over a minute.
    integration: { asOf: '2026-11-01', limits: [{ kind: 'bucket', amount: 30, refillPerSecond: 3 }] },
  },
  operations: {
    page: { method: 'GET', path: '/v1/pages/{page}' },
    update: { method: 'PATCH', path: '/v1/pages/{page}', idempotency: 'safe' },
    remove: { method: 'DELETE', path: '/v1/blocks/{block}' },
  },
  hints: [{ header: 'retry-after', means: 'wait', format: 'retry-after' }],
  rules: [
    { status: 429, body: { path: 'code', equals: 'rate_limited' }, class: 'throttled', retry: true },
    { status: 529, body: { path: 'code', equals: 'service_overload' }, class: 'overloaded', retry: true },
    'defaults',
  ],
});
