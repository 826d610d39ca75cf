import { defineProvider } from '@evenkeel/toolkit/providers';

/**
 * GitHub's REST API, and GraphQL's errors. Limits and statuses: docs.github.com, "Rate limits for the REST API" and
 * "... for the GraphQL API".
 */
export const github = defineProvider({
  name: 'github',
  title: 'GitHub',
  authentication: {
    keyEnv: 'GITHUB_TOKEN',
    constant: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  },
  tiers: {
    user: {
      asOf: '2026-11-01',
      limits: [
        { kind: 'window', amount: 5_000, windowMs: 3_600_000 },
        { kind: 'concurrency', amount: 100 },
      ],
    },
  },
  operations: {
    read: { method: 'GET', path: '/repos/{owner}/{repo}' },
    write: { method: 'POST', path: '/repos/{owner}/{repo}/issues' },
    graphql: { method: 'POST', path: '/graphql', idempotency: 'safe' },
  },
  hints: [
    { header: 'retry-after', means: 'wait', format: 'seconds' },
    { header: 'x-ratelimit-reset', means: 'reset', format: 'unix-s', obeyedOn: ['throttled', 'nothing-left'] },
    { header: 'x-ratelimit-remaining', means: 'remaining', format: 'integer' },
    { header: 'x-ratelimit-used', means: 'used', format: 'integer' },
    { header: 'x-ratelimit-limit', means: 'limit', format: 'integer' },
  ],
  rules: [
    { status: 200, body: { path: 'errors[type=RATE_LIMITED].type', exists: true }, class: 'throttled', retry: true },
    { status: 403, header: { name: 'x-ratelimit-remaining', equals: '0' }, class: 'throttled', retry: true },
    {
      status: 403,
      body: { path: 'message', contains: 'secondary rate limit' },
      class: 'throttled',
      retry: true,
      // "If neither header is there, wait for at least one minute."
      backoff: { kind: 'uniform', minMs: 60_000, maxMs: 70_000 },
    },
    'defaults',
  ],
});
