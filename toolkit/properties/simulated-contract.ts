import type { ProviderContract } from '../src/contract/contract.ts';
import { nimbusProfile } from '../src/providers/nimbus/profile.ts';
import { dialects } from './dialects.ts';
import type { World } from './worlds.ts';

/** The server's only operation. */
export const OPERATION = 'ask';

/** What a client is told about its server: the truth. */
export function simulatedContract({ client, server }: World): ProviderContract {
  const { ceiling, window, dialect } = server;
  const { deadlineMs, attemptTimeoutMs, hintJitterMs, breaks } = client;
  const { maxAttempts, backoff, hintMarginMs, budget } = client;
  const profile: ProviderContract = nimbusProfile;
  return {
    ...profile,
    name: 'simulated',
    keyPrefix: '',
    tiers: {
      only: {
        ceiling: ceiling === null ? null : { max: ceiling, unit: 'attempt', scope: 'key', retryAfterMs: 1_000 },
        windows:
          window === null
            ? []
            : [{ resource: 'requests', ...window, counts: 'admitted', scope: ['key'], penaltyMs: 0 }],
        pool: { connections: ceiling ?? 4, keepAlive: 1 },
      },
    },
    defaultTier: 'only',
    operations: {
      [OPERATION]: {
        method: 'POST',
        path: '/ask',
        idempotency: 'safe',
        attemptTimeoutMs,
        deadlineMs,
        emulate: { latencyMedianMs: 1, latencySigma: 0 },
      },
    },
    hints: dialects[dialect].hints,
    rules: [
      { status: [200, 299], class: 'ok', retry: false },
      { status: 429, class: 'throttled', retry: true },
      { status: [500, 599], class: 'transient', retry: true },
      { failure: 'network', class: 'transient', retry: true },
      { failure: 'timeout', class: 'transient', retry: true },
    ],
    retry: {
      ...profile.retry,
      maxAttempts,
      backoff,
      hintJitter: { kind: 'uniform', minMs: 0, maxMs: hintJitterMs },
      hintMarginMs,
      budget,
    },
    breaker: { ...profile.breaker, minimumCalls: breaks ? 3 : 1_000_000 },
    objectives: [],
    ours: [],
  };
}
