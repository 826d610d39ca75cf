// An application has contract.ts, which `npm run generate` makes of this.
import type { ProviderDefinition } from '../../contract/definition.ts';

const plan = (submits: number, jobs: number) => ({
  limits: [
    { kind: 'concurrency' as const, amount: jobs, of: 'job' as const },
    { kind: 'window' as const, amount: submits, windowMs: 60_000, unit: 'jobs' },
  ],
  // A job in flight keeps its stream open, and needs another connection to be polled or cancelled.
  pool: { connections: 2 * jobs + 10, keepAlive: jobs + 10 },
});

/** Nerox: GPU optimisation jobs. Numbers that its guide does not give are listed in `ours`. */
export const definition: ProviderDefinition<
  'developer' | 'team' | 'scale',
  'submit' | 'job' | 'job_get' | 'job_find' | 'job_stream' | 'job_cancel' | 'usage' | 'key'
> = {
  name: 'nerox',
  authentication: { keyPrefix: 'nrx_' },
  tiers: { developer: plan(10, 2), team: plan(60, 5), scale: plan(600, 50) },
  operationDefaults: {
    costs: {},
    idempotency: 'safe',
    attemptTimeoutMs: 30_000,
    // A submit's deadline includes its wait for a slot, which lasts as long as the jobs before it.
    deadlineMs: 600_000,
    emulate: { latencyMedianMs: 5, latencySigma: 0.3 },
  },
  operations: {
    submit: {
      method: 'POST',
      path: '/v1/optimize/{problem_type}',
      permissions: ['jobs:write'],
      costs: { jobs: 1 },
      idempotency: 'key',
    },
    // A whole job, timed from its start to its end as the API reports them.
    job: { via: 'submit' },
    job_get: { method: 'GET', path: '/v1/jobs/{job}', permissions: ['jobs:read'] },
    job_find: { method: 'GET', path: '/v1/jobs', permissions: ['jobs:read'] },
    job_stream: { method: 'GET', path: '/v1/jobs/{job}/stream', permissions: ['jobs:read'], returns: 'events' },
    job_cancel: { method: 'POST', path: '/v1/jobs/{job}/cancel', permissions: ['jobs:write'] },
    usage: { method: 'GET', path: '/v1/usage', permissions: ['usage:read'] },
    key: { method: 'GET', path: '/v1/key' },
  },
  hints: [
    { header: 'retry-after', means: 'wait', format: 'retry-after', unit: 'jobs', sentOn: 'refusals' },
    { header: 'x-ratelimit-reset', means: 'reset', format: 'unix-s', unit: 'jobs', sentOn: 'refusals' },
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
    budget: null,
  },
  breaker: { counts: ['transient'] },
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
    { sli: 'errors', operations: ['job'] },
    { sli: 'latency', operations: ['job'], of: 'job', thresholdMs: 60_000 },
  ],
  ours: [
    '/tiers',
    '/operations/submit/path',
    '/operations/submit/permissions',
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
};
