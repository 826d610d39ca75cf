import { trustContract } from '../../contract/checked.ts';
import type { ProviderContract } from '../../contract/contract.ts';

const common = {
  attemptTimeoutMs: 30_000,
  // A submit's deadline includes its wait for a slot, which lasts as long as the jobs before it.
  deadlineMs: 600_000,
  emulate: { latencyMedianMs: 5, latencySigma: 0.3 },
} as const;

const plan = (submits: number, jobs: number) =>
  ({
    ceiling: { max: jobs, unit: 'job', scope: 'key', retryAfterMs: 1_000 },
    windows: [
      {
        resource: 'jobs',
        limit: submits,
        windowMs: 60_000,
        starts: 'first-hit',
        counts: 'admitted',
        scope: ['key'],
        penaltyMs: 0,
      },
    ],
    // A job in flight keeps its stream open, and needs another connection to be polled or cancelled.
    pool: { connections: 2 * jobs + 10, keepAlive: jobs + 10 },
  }) as const;

/** Nerox: GPU optimisation jobs. Numbers that its guide does not give are listed in `ours`. */
export const neroxProfile: ProviderContract<
  'developer' | 'team' | 'scale',
  'submit' | 'job' | 'job_get' | 'job_find' | 'job_stream' | 'job_cancel' | 'usage' | 'key'
> = /* @__PURE__ */ trustContract({
  schema: 1,
  name: 'nerox',
  title: 'Nerox',
  keyEnv: 'NEROX_API_KEY',
  keyPrefix: 'nrx_',
  tiers: { developer: plan(10, 2), team: plan(60, 5), scale: plan(600, 50) },
  defaultTier: 'developer',
  operations: {
    submit: {
      method: 'POST',
      path: '/v1/optimize/{problem_type}',
      scopes: ['jobs:write'],
      takes: ['jobs'],
      idempotency: 'key',
      ...common,
    },
    // A whole job, timed from its start to its end as the API reports them.
    job: { via: 'submit' },
    job_get: {
      method: 'GET',
      path: '/v1/jobs/{job}',
      scopes: ['jobs:read'],
      idempotency: 'safe',
      takes: [],
      ...common,
    },
    job_find: { method: 'GET', path: '/v1/jobs', scopes: ['jobs:read'], idempotency: 'safe', takes: [], ...common },
    job_stream: {
      method: 'GET',
      path: '/v1/jobs/{job}/stream',
      scopes: ['jobs:read'],
      idempotency: 'safe',
      takes: [],
      ...common,
    },
    job_cancel: {
      method: 'POST',
      path: '/v1/jobs/{job}/cancel',
      scopes: ['jobs:write'],
      idempotency: 'safe',
      takes: [],
      ...common,
    },
    usage: { method: 'GET', path: '/v1/usage', scopes: ['usage:read'], idempotency: 'safe', takes: [], ...common },
    key: { method: 'GET', path: '/v1/key', scopes: [], idempotency: 'safe', takes: [], ...common },
  },
  hints: [
    {
      in: 'header',
      name: 'retry-after',
      resource: 'jobs',
      means: 'retry-after',
      format: 'retry-after',
      sentOn: '429',
      actsOn: '429',
    },
    {
      in: 'header',
      name: 'x-ratelimit-reset',
      resource: 'jobs',
      means: 'reset',
      format: 'unix-s',
      sentOn: '429',
      actsOn: '429',
    },
  ],
  rules: [
    { status: [200, 299], class: 'ok', retry: false },
    { status: 429, class: 'throttled', retry: true },
    // "Only rate limiting is retried."
    { status: [500, 599], class: 'transient', retry: false },
    { failure: 'network', class: 'transient', retry: false },
    { failure: 'timeout', class: 'transient', retry: false },
  ],
  retry: {
    maxAttempts: 5,
    backoff: { kind: 'full-jitter', baseMs: 1_000, capMs: 60_000, firstExponent: 0 },
    hintJitter: { kind: 'full-jitter', baseMs: 1_000, capMs: 60_000, firstExponent: 0 },
    hintMarginMs: 25,
    maxHintMs: 3_600_000,
    budget: null,
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
  billing: {
    unit: 'gpu-second',
    from: 'job-started',
    to: 'job-ended',
    period: 'month',
    included: { developer: 1_000, team: 10_000, scale: 100_000 },
    overageUsd: 0.05,
  },
  guideMetrics: {
    enabledBy: 'NEROX_METRICS',
    jobDuration: 'nerox_job_duration_seconds',
    jobErrors: 'nerox_job_errors_total',
    rateLimitHits: 'nerox_rate_limit_hits_total',
  },
  objectives: [
    {
      name: 'errors',
      sli: 'errors',
      operations: ['job'],
      objective: 0.99,
      bad: ['error', 'rejected'],
      excluded: ['cancelled'],
      minSamples: 100,
      alert: { windowMs: 300_000, forMs: 60_000 },
    },
    {
      name: 'latency',
      sli: 'latency',
      of: 'job',
      operations: ['job'],
      objective: 0.99,
      outcomes: ['ok'],
      thresholdMs: 60_000,
      minSamples: 100,
      alert: { windowMs: 300_000, forMs: 60_000 },
    },
  ],
  ours: [
    '/tiers',
    '/operations/submit/path',
    '/operations/submit/scopes',
    '/operations/submit/attemptTimeoutMs',
    '/operations/submit/deadlineMs',
    '/operations/submit/emulate',
    '/operations/job_get',
    '/operations/job_find',
    '/operations/job_stream',
    '/operations/job_cancel',
    '/operations/usage',
    '/operations/key',
    '/retry/hintMarginMs',
    '/retry/maxHintMs',
    '/breaker',
    '/billing/period',
    '/billing/included',
    '/billing/overageUsd',
    '/objectives/0/minSamples',
    '/objectives/0/alert',
    '/objectives/1/objective',
    '/objectives/1/thresholdMs',
    '/objectives/1/minSamples',
    '/objectives/1/alert',
  ],
});
