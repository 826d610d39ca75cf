import { defineProvider } from '@evenkeel/toolkit/providers';

/**
 * Slack's Web API. Limits: docs.slack.dev/apis/web-api/rate-limits; the dialect: node-slack-sdk, packages/web-api. Each
 * method has a limit of its own; this contract is of those in tier 4.
 */
export const slack = defineProvider({
  name: 'slack',
  title: 'Slack',
  authentication: { keyEnv: 'SLACK_BOT_TOKEN', keyPrefix: 'xox' },
  tiers: {
    tier_4: { asOf: '2026-11-01', limits: [{ kind: 'window', amount: 100, windowMs: 60_000, starts: 'rolling' }] },
  },
  operations: {
    post_message: { method: 'POST', path: '/api/chat.postMessage' },
    users_info: { method: 'GET', path: '/api/users.info' },
  },
  hints: [{ header: 'retry-after', means: 'wait', format: 'retry-after' }],
  rules: [
    // All errors but the limit's come with a 200.
    {
      status: 200,
      body: { path: 'error', equals: ['internal_error', 'service_unavailable'] },
      class: 'transient',
      retry: true,
    },
    { status: 200, body: { path: 'error', equals: 'ratelimited' }, class: 'throttled', retry: true },
    { status: 200, body: { path: 'ok', equals: false }, class: 'permanent', retry: false },
    'defaults',
  ],
});
