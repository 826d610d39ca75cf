import { defineProvider } from '@evenkeel/toolkit/providers';

/** A contract with the numbers that no shipped one has. */
export const rarities = defineProvider({
  name: 'rarities',
  limits: [
    { kind: 'bucket', amount: 40, refillPerSecond: 2, penaltyMs: 1_500 },
    { kind: 'concurrency', amount: 5 },
  ],
  operations: { read: { method: 'GET', path: '/v1/things' }, look: { method: 'GET', path: '/v1/look', costs: {} } },
  hints: [
    { header: 'retry-after', means: 'wait', format: 'seconds', atLeastMs: 60_000, obeyedOn: ['throttled', 529] },
    { header: 'x-reset', means: 'reset', format: 'unix-ms', renews: 'some', untold: [-1, 0] },
    { body: 'errors[0].used', means: 'used', format: 'integer' },
  ],
  rules: [
    { status: [400, 420], body: { path: 'error.code', equals: [17, 18] }, class: 'throttled', retry: true },
    { status: 402, class: 'quota', retry: false, pauseMs: 3_600_000 },
    { status: 409, class: 'transient', retry: true, backoff: { kind: 'uniform', minMs: 100, maxMs: 900 } },
    'defaults',
  ],
  retry: { backoff: { kind: 'equal-jitter', baseMs: 500, capMs: 5_000, firstExponent: 1 } },
  throttle: { k: 3, windowMs: 90_000, minimumRequests: 50 },
});
