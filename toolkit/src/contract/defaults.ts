import type { BreakerSettings } from '../policies/breaker/circuit-breaker.ts';
import type { RetrySettings } from '../policies/retry/retry-settings.ts';
import type { Authentication } from './authentication.ts';
import type { HintDefinition, OperationDefinition } from './definition.ts';
import type { Method } from './operation.ts';
import type { Rule } from './rule.ts';

// What holds for an API of which nothing is known. Each must be safe: a call is never repeated where a repeat might do
// harm, and a server's word to wait is obeyed wherever a standard says how it is written.

const WINDOW = { sizeMs: 10_000, buckets: 10 };

export const defaultAuthentication = (name: string): Authentication => ({
  header: 'authorization',
  scheme: 'Bearer',
  keyEnv: `${name.toUpperCase()}_API_KEY`,
  keyPrefix: '',
  constant: {},
});

/** Of the field's habits only those whose format is not in doubt. */
export const defaultHints: readonly HintDefinition[] = [
  { header: 'retry-after-ms', means: 'wait', format: 'milliseconds' },
  { header: 'retry-after', means: 'wait', format: 'retry-after' },
  { header: 'ratelimit', means: 'reset', format: 'ratelimit' },
  { header: 'ratelimit', means: 'remaining', format: 'ratelimit' },
  { header: 'ratelimit-policy', means: 'limit', format: 'ratelimit' },
];

export const defaultRules: readonly Rule[] = [
  { status: [200, 299], class: 'ok', retry: false },
  // RFC 9110, 15.5.9, and RFC 8470, 5.2: the request may be repeated.
  { status: 408, class: 'transient', retry: true },
  { status: 425, class: 'transient', retry: true },
  { status: 429, class: 'throttled', retry: true },
  { status: 503, class: 'overloaded', retry: true },
  { status: 529, class: 'overloaded', retry: true },
  { status: [500, 599], class: 'transient', retry: true },
  { failure: 'network', class: 'transient', retry: true },
  { failure: 'timeout', class: 'transient', retry: true },
];

export const defaultRetry: RetrySettings = {
  maxAttempts: 4,
  backoff: { kind: 'full-jitter', baseMs: 500, capMs: 8_000, firstExponent: 0 },
  hintJitter: { kind: 'uniform', minMs: 0, maxMs: 1_000 },
  hintMarginMs: 25,
  maxHintMs: 3_600_000,
  budget: { ratio: 0.2, floorPerWindow: 50, windowMs: WINDOW.sizeMs, charges: ['transient', 'overloaded', 'relayed'] },
};

export const defaultBreaker: BreakerSettings = {
  window: WINDOW,
  minimumCalls: 20,
  errorRatio: 0.5,
  compare: '>',
  openMs: 5_000,
  probes: 1,
  counts: ['transient', 'overloaded'],
};

export const defaultObjective = {
  objective: 0.99,
  minSamples: 100,
  alert: { windowMs: 300_000, forMs: 60_000 },
};

const methods: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** RFC 9110, 9.2.2; where the method says that a repeat has no effect of its own. */
export const isIdempotent = (method: Method): boolean => method !== 'POST' && method !== 'PATCH';

export const hasBody = (method: Method): boolean => method === 'POST' || method === 'PUT' || method === 'PATCH';

/** Any request, by its method. */
export const anyRequest: Readonly<Record<string, OperationDefinition>> = /* @__PURE__ */ Object.fromEntries(
  methods.map((method) => [method.toLowerCase(), { method, path: '/{+path}' }]),
);
