// An application has contract.ts, which `npm run generate` makes of this.
import type { ProviderDefinition } from '../../contract/definition.ts';

const tier = (inFlight: number, per10s: number, keepAlive: number) => ({
  limits: [
    { kind: 'concurrency' as const, amount: inFlight },
    { kind: 'window' as const, amount: per10s, windowMs: 10_000 },
  ],
  pool: { connections: inFlight, keepAlive },
});

/** Nimbus: batch inference. Numbers that its guide does not give are listed in `ours`. */
export const definition: ProviderDefinition<'free' | 'pro' | 'enterprise', 'infer' | 'infer_batch'> = {
  name: 'nimbus',
  authentication: { keyPrefix: 'nmb_' },
  tiers: { free: tier(10, 300, 4), pro: tier(50, 3_000, 20), enterprise: tier(200, 12_000, 80) },
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
    { header: 'retry-after', means: 'wait', format: 'retry-after', obeyedOn: ['throttled', 'nothing-left'] },
    { header: 'x-ratelimit-remaining', means: 'remaining', format: 'integer' },
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
    backoff: { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 1_000, capMs: 60_000, firstExponent: 0 },
    budget: { ratio: 0.2, floorPerWindow: 50, windowMs: 10_000, charges: ['transient'] },
  },
  breaker: { counts: ['transient'] },
  objectives: [{ sli: 'errors' }, { sli: 'latency', operations: ['infer'], thresholdMs: 2_000 }],
  ours: [
    '/tiers/free/limits/0/retryAfterMs',
    '/tiers/free/limits/1',
    '/tiers/free/pool/keepAlive',
    '/tiers/pro/limits/0/retryAfterMs',
    '/tiers/pro/limits/1',
    '/tiers/enterprise/limits/0/retryAfterMs',
    '/tiers/enterprise/limits/1',
    '/tiers/enterprise/pool/keepAlive',
    '/operations/infer/deadlineMs',
    '/operations/infer/emulate',
    '/retry/backoff/firstExponent',
    '/retry/hintJitter',
    '/retry/hintMarginMs',
    '/retry/maxHintMs',
    '/retry/budget',
    '/breaker',
    '/objectives/0/minSamples',
    '/objectives/0/alert',
    '/objectives/1/objective',
    '/objectives/1/thresholdMs',
    '/objectives/1/minSamples',
    '/objectives/1/alert',
  ],
};
