import type { ProviderDefinition } from '../src/contract/definition.ts';
import { dialects } from './dialects.ts';
import type { World } from './worlds.ts';

/** The server's only operation. */
export const OPERATION = 'ask';

/** What a client is told about its server: the truth. */
export function simulatedContract({ client, server }: World): ProviderDefinition {
  const { ceiling, window, dialect, refusal, failure } = server;
  const { deadlineMs, attemptTimeoutMs, hintJitterMs, breaks } = client;
  const { maxAttempts, backoff, hintMarginMs, budget } = client;
  return {
    name: 'simulated',
    limits: [
      ...(ceiling === null ? [] : [{ kind: 'concurrency' as const, amount: ceiling }]),
      ...(window === null
        ? []
        : [{ kind: 'window' as const, amount: window.limit, windowMs: window.windowMs, starts: window.starts }]),
    ],
    operations: { [OPERATION]: { method: 'POST', path: '/ask', idempotency: 'safe', attemptTimeoutMs, deadlineMs } },
    hints: dialects[dialect].hints.map((hint) =>
      failure.class === 'overloaded' && hint.means !== 'remaining'
        ? { ...hint, obeyedOn: [...hint.obeyedOn, 'overloaded'] }
        : hint,
    ),
    rules: [
      { status: [200, 299], class: 'ok', retry: false },
      { status: refusal, class: 'throttled', retry: true },
      { status: failure.status, class: failure.class, retry: true },
      { failure: 'network', class: 'transient', retry: true },
      { failure: 'timeout', class: 'transient', retry: true },
    ],
    retry: {
      maxAttempts,
      backoff,
      hintJitter: { kind: 'uniform', minMs: 0, maxMs: hintJitterMs },
      hintMarginMs,
      budget,
    },
    breaker: { minimumCalls: breaks ? 3 : 1_000_000, counts: ['transient'] },
  };
}
