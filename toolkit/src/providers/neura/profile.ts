// An application has contract.ts, which `npm run generate` makes of this.
import type { ProviderDefinition } from '../../contract/definition.ts';

/** Neura: an agent API behind a router. Numbers that its guide does not give are listed in `ours`. */
export const definition: ProviderDefinition<'standard', 'discover' | 'agent_call' | 'invoice_pay' | 'invoice_replay'> =
  {
    name: 'neura',
    authentication: { keyPrefix: 'nra_' },
    networks: ['solana', 'base'],
    tiers: {
      standard: {
        limits: [
          {
            kind: 'window',
            amount: 300,
            windowMs: 1_000,
            counts: 'every-response',
            scope: ['credential', 'network', 'group'],
            penaltyMs: 5_000,
          },
        ],
        // As many connections as a window admits requests, so that nothing waits for a connection after it has its
        // permit.
        pool: { connections: 300, keepAlive: 100 },
      },
    },
    operationDefaults: {
      attemptTimeoutMs: 35_000,
      deadlineMs: 120_000,
      emulate: { latencyMedianMs: 5, latencySigma: 0.3 },
    },
    operations: {
      discover: {
        method: 'GET',
        path: '/{network}/agents',
        group: 'discovery',
        cache: { ttlMs: 60_000, minIntervalMs: 1_000 },
      },
      agent_call: {
        method: 'POST',
        path: '/{network}/agents/{agent}/call',
        group: 'agents',
        idempotency: 'key',
      },
      invoice_pay: {
        method: 'POST',
        path: '/{network}/invoices/{invoice}/pay',
        group: 'invoices',
        idempotency: 'safe',
      },
      invoice_replay: {
        method: 'POST',
        path: '/{network}/invoices/{invoice}/replay',
        group: 'invoices',
        idempotency: 'safe',
      },
    },
    hints: [{ body: 'retryAfter', means: 'wait', format: 'seconds', obeyedOn: ['throttled'] }],
    rules: [
      // "If all fail, the client sees success: false", whatever the status.
      { status: [200, 299], body: { path: 'success', equals: false }, class: 'relayed', retry: true },
      { status: [200, 299], class: 'ok', retry: false },
      { status: 402, class: 'payment', retry: false },
      { status: 429, class: 'throttled', retry: true },
      // An open breaker behind the router answers with the time at which it opened.
      {
        status: 500,
        body: { path: 'timestamp', unchanged: true },
        class: 'relayed',
        retry: true,
        backoff: { kind: 'uniform', minMs: 10_000, maxMs: 30_000 },
      },
      { status: [500, 599], body: { path: 'success', equals: false }, class: 'relayed', retry: true },
      { status: [500, 599], class: 'transient', retry: true },
      { failure: 'network', class: 'transient', retry: true },
      { failure: 'timeout', class: 'transient', retry: false },
    ],
    retry: {
      // Never at once: the backend has retried already, so what failed needs a moment.
      backoff: { kind: 'additive-jitter', baseMs: 1_000, jitterMs: 1_000, capMs: 6_000, firstExponent: 0 },
      budget: { ratio: 0.2, floorPerWindow: 50, windowMs: 10_000, charges: ['transient', 'relayed'] },
    },
    // A relayed failure shows that the router works; the router's own breakers handle what is behind it.
    breaker: { counts: ['transient'] },
    backend: {
      breaker: {
        timeoutMs: 30_000,
        errorRatio: 0.5,
        minimumCalls: 10,
        window: { sizeMs: 10_000, buckets: 10 },
        resetMs: 30_000,
      },
      retries: {
        max: 3,
        backoff: { kind: 'full-jitter', baseMs: 1_000, capMs: 10_000, firstExponent: 0 },
      },
    },
    objectives: [{ sli: 'errors' }, { sli: 'latency', thresholdMs: 1_000 }],
    ours: [
      '/tiers/standard/limits/0/scope',
      '/tiers/standard/pool',
      '/operations/discover/path',
      '/operations/discover/cache',
      '/operations/discover/attemptTimeoutMs',
      '/operations/discover/deadlineMs',
      '/operations/discover/emulate',
      '/operations/agent_call/path',
      '/operations/agent_call/attemptTimeoutMs',
      '/operations/agent_call/deadlineMs',
      '/operations/agent_call/emulate',
      '/operations/invoice_replay/path',
      '/operations/invoice_replay/attemptTimeoutMs',
      '/operations/invoice_replay/deadlineMs',
      '/operations/invoice_replay/emulate',
      '/operations/invoice_pay/path',
      '/operations/invoice_pay/attemptTimeoutMs',
      '/operations/invoice_pay/deadlineMs',
      '/operations/invoice_pay/emulate',
      '/retry/maxAttempts',
      '/retry/backoff/capMs',
      '/retry/hintMarginMs',
      '/retry/hintJitter',
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
