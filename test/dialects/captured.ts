import type { ProviderContract } from '@evenkeel/toolkit/providers';
import {
  anthropic,
  azureOpenai,
  cloudflare,
  discord,
  gemini,
  github,
  hubspot,
  notion,
  openai,
  shopify,
  slack,
  stripe,
} from '../../examples/contracts/index.ts';
import type { UnitReading } from '../../toolkit/src/http/hint.ts';

/** When the answers were read. */
export const NOW = 'Mon, 02 Jun 2025 15:15:00 GMT';

/** An answer in the form in which an API sends it, and what a reader finds in it. */
export interface Captured {
  contract: ProviderContract;
  what: string;
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The class that the rules give it, and whether it is sent again. */
  means: [result: string, retry: boolean];
  /** How long to wait, in milliseconds. */
  waitMs?: number;
  units?: Record<string, UnitReading>;
}

const openaiHeaders = {
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-limit-tokens': '30000',
  'x-ratelimit-remaining-requests': '499',
  'x-ratelimit-remaining-tokens': '0',
  'x-ratelimit-reset-requests': '120ms',
  'x-ratelimit-reset-tokens': '6m0s',
};
const openaiUnits = {
  requests: { limit: 500, remaining: 499, resetMs: 120 },
  tokens: { limit: 30_000, remaining: 0, resetMs: 360_000 },
};
const anthropicHeaders = {
  'anthropic-ratelimit-requests-limit': '1000',
  'anthropic-ratelimit-requests-remaining': '999',
  'anthropic-ratelimit-requests-reset': '2025-06-02T15:15:48Z',
  'anthropic-ratelimit-input-tokens-limit': '500000',
  'anthropic-ratelimit-input-tokens-remaining': '0',
  'anthropic-ratelimit-input-tokens-reset': '2025-06-02T15:16:00Z',
};
const anthropicUnits = {
  requests: { limit: 1_000, remaining: 999, resetMs: 48_000 },
  'input-tokens': { limit: 500_000, remaining: 0, resetMs: 60_000 },
};
const githubHeaders = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-used': '5000',
  'x-ratelimit-reset': '1748880000',
  'x-ratelimit-resource': 'core',
};
const quotaFailure = (quotaId: string, retryDelay: string) => ({
  error: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId, quotaValue: '20' }] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
    ],
  },
});
const cost = {
  requestedQueryCost: 101,
  actualQueryCost: null,
  throttleStatus: { maximumAvailable: 1000.0, currentlyAvailable: 0, restoreRate: 50.0 },
};

/** In the forms of research on what real APIs send; numbers that it does not give are made up. */
export const captured: readonly Captured[] = [
  {
    contract: openai,
    what: 'an answer with what is left of both units',
    status: 200,
    headers: openaiHeaders,
    means: ['ok', false],
    units: openaiUnits,
  },
  {
    contract: openai,
    what: 'a refusal for its tokens, which says when all of them are there again',
    status: 429,
    headers: openaiHeaders,
    means: ['throttled', true],
    waitMs: 360_000,
    units: openaiUnits,
  },
  {
    contract: openai,
    what: 'a refusal whose Retry-After is shorter than the reset',
    status: 429,
    headers: { ...openaiHeaders, 'retry-after': '56' },
    means: ['throttled', true],
    waitMs: 56_000,
    units: openaiUnits,
  },
  { contract: openai, what: 'a refusal without any header', status: 429, means: ['throttled', true] },
  {
    contract: openai,
    what: 'money that is spent',
    status: 429,
    body: { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'You exceeded your quota.' } },
    means: ['quota', false],
  },
  {
    contract: openai,
    what: 'a spend limit of the organization',
    status: 429,
    body: { error: { type: 'requests', code: 'organization_spend_limit_exceeded' } },
    means: ['quota', false],
  },
  {
    contract: openai,
    what: 'a server that says not to come again',
    status: 500,
    headers: { 'x-should-retry': 'false' },
    means: ['transient', false],
  },
  {
    contract: anthropic,
    what: 'a refusal for its input tokens',
    status: 429,
    headers: { ...anthropicHeaders, 'retry-after': '16', 'x-should-retry': 'true' },
    means: ['throttled', true],
    waitMs: 16_000,
    units: anthropicUnits,
  },
  {
    contract: anthropic,
    what: 'a spend limit, which has no Retry-After',
    status: 429,
    body: {
      type: 'error',
      error: { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } },
    },
    means: ['quota', false],
  },
  {
    contract: anthropic,
    what: 'an overload',
    status: 529,
    headers: { 'retry-after': '5' },
    body: { type: 'error', error: { type: 'overloaded_error' } },
    means: ['overloaded', true],
    waitMs: 5_000,
  },
  { contract: anthropic, what: 'a bill that is not paid', status: 402, means: ['quota', false] },
  {
    contract: azureOpenai,
    what: 'a refusal with milliseconds',
    status: 429,
    headers: { 'retry-after-ms': '1500', 'retry-after': '2', 'x-ratelimit-reset-tokens': '44' },
    means: ['throttled', true],
    waitMs: 1_500,
    units: { tokens: { resetMs: 44_000 } },
  },
  {
    contract: azureOpenai,
    what: 'sentinels, which tell nothing',
    status: 200,
    headers: {
      'x-ratelimit-limit-requests': '-1',
      'x-ratelimit-remaining-requests': '-1',
      'x-ratelimit-reset-requests': '0',
      'x-ratelimit-remaining-tokens': '9000',
    },
    means: ['ok', false],
    units: { tokens: { remaining: 9_000 } },
  },
  {
    contract: gemini,
    what: 'a minute that is spent, with the wait in the body',
    status: 429,
    body: quotaFailure('GenerateRequestsPerMinutePerProjectPerModel', '34.07s'),
    means: ['throttled', true],
    waitMs: 34_070,
  },
  {
    contract: gemini,
    what: 'a day that is spent, with a wait that is far too short',
    status: 429,
    body: quotaFailure('GenerateRequestsPerDayPerProjectPerModel', '58s'),
    means: ['quota', false],
  },
  {
    contract: github,
    what: 'the hour that is spent, as a 403',
    status: 403,
    headers: githubHeaders,
    body: { message: 'API rate limit exceeded for user ID 1.' },
    means: ['throttled', true],
    waitMs: 2_700_000,
    units: { requests: { limit: 5_000, remaining: 0, resetMs: 2_700_000 } },
  },
  {
    contract: github,
    what: 'a secondary limit that says when to come again',
    status: 403,
    headers: { 'retry-after': '60' },
    body: { message: 'You have exceeded a secondary rate limit.' },
    means: ['throttled', true],
    waitMs: 60_000,
  },
  {
    contract: github,
    what: 'a permission that is missing',
    status: 403,
    headers: { ...githubHeaders, 'x-ratelimit-remaining': '4990', 'x-ratelimit-used': '10' },
    body: { message: 'Resource not accessible by integration' },
    means: ['permanent', false],
    units: { requests: { limit: 5_000, remaining: 4_990, resetMs: 2_700_000 } },
    // The reset is believed only where the API refuses.
  },
  {
    contract: github,
    what: 'a GraphQL refusal inside a 200',
    status: 200,
    headers: githubHeaders,
    body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
    means: ['throttled', true],
    waitMs: 2_700_000,
    units: { requests: { limit: 5_000, remaining: 0, resetMs: 2_700_000 } },
  },
  {
    contract: stripe,
    what: 'a refusal as a 429, which tells no wait',
    status: 429,
    headers: { 'stripe-rate-limited-reason': 'global-rate' },
    means: ['throttled', true],
  },
  {
    contract: stripe,
    what: 'a refusal as a 400',
    status: 400,
    body: { error: { code: 'rate_limit' } },
    means: ['throttled', true],
  },
  {
    contract: stripe,
    what: 'an object that another request holds',
    status: 429,
    body: { error: { code: 'lock_timeout' } },
    means: ['transient', true],
  },
  {
    contract: stripe,
    what: 'a refusal that is final',
    status: 429,
    headers: { 'stripe-should-retry': 'false' },
    means: ['throttled', false],
  },
  {
    contract: shopify,
    what: 'what is used of the bucket',
    status: 200,
    headers: { 'x-shopify-shop-api-call-limit': '32/40' },
    means: ['ok', false],
    units: { requests: { limit: 40, remaining: 8 } },
  },
  {
    contract: shopify,
    what: 'seconds with a fraction',
    status: 429,
    headers: { 'retry-after': '2.0', 'x-shopify-shop-api-call-limit': '40/40' },
    means: ['throttled', true],
    waitMs: 2_000,
    units: { requests: { limit: 40, remaining: 0 } },
  },
  {
    contract: shopify,
    what: 'a GraphQL refusal inside a 200, with the rate at which points come back',
    status: 200,
    body: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost } },
    means: ['throttled', true],
    waitMs: 20,
    units: { points: { limit: 1_000, remaining: 0, restorePerSecond: 50 } },
  },
  {
    contract: slack,
    what: 'a refusal',
    status: 429,
    headers: { 'retry-after': '30' },
    body: { ok: false, error: 'ratelimited' },
    means: ['throttled', true],
    waitMs: 30_000,
  },
  {
    contract: slack,
    what: 'a mistake inside a 200',
    status: 200,
    body: { ok: false, error: 'channel_not_found' },
    means: ['permanent', false],
  },
  {
    contract: slack,
    what: 'trouble inside a 200',
    status: 200,
    body: { ok: false, error: 'internal_error' },
    means: ['transient', true],
  },
  { contract: slack, what: 'success', status: 200, body: { ok: true }, means: ['ok', false] },
  {
    contract: discord,
    what: 'a refusal of a shared bucket, of which 9 are left',
    status: 429,
    headers: {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '9',
      'x-ratelimit-reset': '1748877364.57',
      'x-ratelimit-reset-after': '64.57',
      'x-ratelimit-bucket': 'abcd1234',
      'x-ratelimit-scope': 'shared',
    },
    body: { message: 'The resource is being rate limited.', retry_after: 64.57, global: false },
    means: ['throttled', true],
    waitMs: 64_570,
    units: { requests: { limit: 10, remaining: 9, resetMs: 64_570 } },
  },
  {
    contract: discord,
    what: 'the last request of a bucket',
    status: 200,
    headers: { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.234' },
    means: ['ok', false],
    waitMs: 1_234,
    units: { requests: { limit: 5, remaining: 0, resetMs: 1_234 } },
  },
  {
    contract: notion,
    what: 'a refusal',
    status: 429,
    headers: { 'retry-after': '3' },
    body: { object: 'error', status: 429, code: 'rate_limited', additional_data: { rate_limit_reason: 'minute' } },
    means: ['throttled', true],
    waitMs: 3_000,
  },
  {
    contract: notion,
    what: 'an overload',
    status: 529,
    headers: { 'retry-after': '10' },
    body: { object: 'error', status: 529, code: 'service_overload' },
    means: ['overloaded', true],
    waitMs: 10_000,
  },
  {
    contract: hubspot,
    what: 'ten seconds that are spent',
    status: 429,
    headers: {
      'x-hubspot-ratelimit-max': '100',
      'x-hubspot-ratelimit-remaining': '0',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      'x-hubspot-ratelimit-daily': '250000',
      'x-hubspot-ratelimit-daily-remaining': '249000',
    },
    body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
    means: ['throttled', true],
    waitMs: 10_000,
    units: {
      requests: { limit: 100, remaining: 0, windowMs: 10_000 },
      'daily-requests': { limit: 250_000, remaining: 249_000 },
    },
  },
  {
    contract: hubspot,
    what: 'a day that is spent',
    status: 429,
    headers: { 'x-hubspot-ratelimit-daily-remaining': '0' },
    body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'DAILY' },
    means: ['quota', false],
    units: { 'daily-requests': { remaining: 0 } },
  },
  {
    contract: cloudflare,
    what: 'the fields of the draft',
    status: 200,
    headers: { ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=1200;w=300' },
    means: ['ok', false],
    units: { requests: { limit: 1_200, remaining: 50, resetMs: 30_000, windowMs: 300_000 } },
  },
  {
    contract: cloudflare,
    what: 'a refusal, where Retry-After beats the reset',
    status: 429,
    headers: { ratelimit: '"default";r=0;t=30', 'retry-after': '12' },
    means: ['throttled', true],
    waitMs: 12_000,
    units: { requests: { remaining: 0, resetMs: 30_000 } },
  },
  {
    contract: cloudflare,
    what: 'several policies, of which one counts bytes',
    status: 429,
    headers: {
      ratelimit: '"burst";r=0;t=2, "daily";r=900;t=80000, "volume";r=0;t=9000',
      'ratelimit-policy': '"burst";q=100;w=60, "daily";q=1000;w=86400, "volume";q=65535;qu="content-bytes";w=86400',
    },
    means: ['throttled', true],
    waitMs: 2_000,
    units: { requests: { limit: 100, remaining: 0, resetMs: 2_000, windowMs: 60_000 } },
  },
];
