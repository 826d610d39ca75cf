import type { ProviderContract } from '../contract.ts';

/** Nimbus: batch inference. Numbers that its guide does not give are listed in `ours`. */
export const nimbusProfile = {
  schema: 1,
  name: 'nimbus',
  title: 'Nimbus',
  keyEnv: 'NIMBUS_API_KEY',
  keyPrefix: 'nmb_',
  tiers: {
    free: {
      ceiling: { max: 10, unit: 'attempt', scope: 'key', retryAfterMs: 1_000 },
      windows: [
        { resource: 'requests', limit: 300, windowMs: 10_000, starts: 'first-hit', counts: 'admitted', scope: ['key'], penaltyMs: 0 },
      ],
      pool: { connections: 10, keepAlive: 4 },
    },
    pro: {
      ceiling: { max: 50, unit: 'attempt', scope: 'key', retryAfterMs: 1_000 },
      windows: [
        { resource: 'requests', limit: 3_000, windowMs: 10_000, starts: 'first-hit', counts: 'admitted', scope: ['key'], penaltyMs: 0 },
      ],
      pool: { connections: 50, keepAlive: 20 },
    },
    enterprise: {
      ceiling: { max: 200, unit: 'attempt', scope: 'key', retryAfterMs: 1_000 },
      windows: [
        { resource: 'requests', limit: 12_000, windowMs: 10_000, starts: 'first-hit', counts: 'admitted', scope: ['key'], penaltyMs: 0 },
      ],
      pool: { connections: 200, keepAlive: 80 },
    },
  },
  defaultTier: 'pro',
  operations: {
    infer: {
      method: 'POST',
      path: '/v1/infer',
      idempotency: 'safe',
      attemptTimeoutMs: 30_000,
      deadlineMs: 120_000,
      emulate: { latencyMedianMs: 80, latencySigma: 0.3 },
    },
    infer_batch: { via: 'infer' },
  },
  hints: [
    { in: 'header', name: 'retry-after', resource: 'requests', means: 'retry-after', format: 'retry-after', sentOn: 'all', actsOn: '429-or-zero-remaining' },
    { in: 'header', name: 'x-ratelimit-remaining', resource: 'requests', means: 'remaining', format: 'integer', sentOn: 'all', actsOn: '429-or-zero-remaining' },
  ],
  rules: [
    { status: [200, 299], class: 'ok', retry: false },
    { status: 429, class: 'throttled', retry: true },
    { status: [500, 599], class: 'transient', retry: true },
    // The guide retries 429 and 5xx only, so a lost connection and a time-out end the call.
    { failure: 'network', class: 'transient', retry: false },
    { failure: 'timeout', class: 'transient', retry: false },
  ],
  retry: {
    maxAttempts: 4,
    backoff: { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 1_000, capMs: 60_000, firstExponent: 0 },
    hintJitter: { kind: 'uniform', minMs: 0, maxMs: 1_000 },
    hintMarginMs: 25,
  },
  breaker: {
    window: { sizeMs: 10_000, buckets: 10 },
    minimumCalls: 20,
    errorRatio: 0.5,
    compare: '>',
    openMs: 5_000,
    probes: 1,
    counts: ['transient'],
  },
  objectives: [
    {
      name: 'errors',
      sli: 'errors',
      operations: ['infer', 'infer_batch'],
      objective: 0.99,
      bad: ['error', 'rejected'],
      excluded: ['cancelled'],
      minSamples: 100,
      alert: { windowMs: 300_000, forMs: 60_000 },
    },
    {
      name: 'latency',
      sli: 'latency',
      of: 'call',
      operations: ['infer'],
      objective: 0.99,
      outcomes: ['ok'],
      thresholdMs: 2_000,
      minSamples: 100,
      alert: { windowMs: 300_000, forMs: 60_000 },
    },
  ],
  ours: [
    '/tiers/free/ceiling/retryAfterMs',
    '/tiers/free/windows',
    '/tiers/free/pool/keepAlive',
    '/tiers/pro/ceiling/retryAfterMs',
    '/tiers/pro/windows',
    '/tiers/enterprise/ceiling/retryAfterMs',
    '/tiers/enterprise/windows',
    '/tiers/enterprise/pool/keepAlive',
    '/operations/infer/deadlineMs',
    '/operations/infer/emulate',
    '/retry/hintJitter',
    '/retry/hintMarginMs',
    '/breaker',
    '/objectives/0/minSamples',
    '/objectives/0/alert',
    '/objectives/1/objective',
    '/objectives/1/thresholdMs',
    '/objectives/1/minSamples',
    '/objectives/1/alert',
  ],
} as const satisfies ProviderContract<'free' | 'pro' | 'enterprise', 'infer' | 'infer_batch'>;
