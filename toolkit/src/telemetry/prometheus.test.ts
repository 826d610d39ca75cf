import { beforeEach, describe, expect, it } from 'vitest';
import type { errorCodes } from '../errors/error-codes.ts';
import type { ResilienceEvent } from '../events.ts';
import { labelValues, metricNames as n } from './names.ts';
import { call, life, Meter, provider, series, upstream } from './prometheus.fixture.ts';

let m: Meter;
beforeEach(() => {
  m = new Meter();
});

describe('every event moves what it should, and nothing else', () => {
  const ended = (outcome: 'ok' | 'error' | 'rejected' | 'cancelled', code?: (typeof errorCodes)[number]) =>
    ({ ...call, type: 'call-ended', outcome, durationMs: 500, attempts: 1, code }) as const;
  const duration = (name: string, labels: Record<string, string>) => ({
    [series(`${name}_sum`, { provider, ...labels })]: 0.5,
    [series(`${name}_count`, { provider, ...labels })]: 1,
  });
  const attempt = { ...call, type: 'attempt-ended', durationMs: 500, status: 200 } as const;
  const started = { ...call, type: 'attempt-started', attempt: 1 } as const;
  const resource = { provider, limit: 'requests', unit: 'requests' };
  const attempted = (kind: string, result: string) => ({
    ...duration(n.attemptDuration, { operation: 'infer' }),
    [series(n.attempts, { provider, operation: 'infer', kind, result })]: 1,
  });

  it.each<{ what: string; events: ResilienceEvent[]; moves: Record<string, number> }>([
    {
      what: 'a call that is ok',
      events: [ended('ok')],
      moves: duration(n.callDuration, { operation: 'infer', outcome: 'ok' }),
    },
    ...(['error', 'rejected'] as const).map((outcome) => ({
      what: `a call that ends as ${outcome}: duration and error at once`,
      events: [ended(outcome, 'EVK_THROTTLED')],
      moves: {
        ...duration(n.callDuration, { operation: 'infer', outcome }),
        [series(n.errors, { provider, operation: 'infer', reason: 'EVK_THROTTLED' })]: 1,
      },
    })),
    {
      what: 'a cancelled call, which is no error',
      events: [ended('cancelled', 'EVK_CANCELLED')],
      moves: duration(n.callDuration, { operation: 'infer', outcome: 'cancelled' }),
    },
    {
      what: 'an attempt on its way',
      events: [started],
      moves: { [series(n.inFlight, { provider })]: 1 },
    },
    {
      what: 'a first attempt, from start to end',
      events: [started, { ...attempt, attempt: 1, result: 'ok' }],
      moves: attempted('first', 'ok'),
    },
    {
      what: 'a later attempt, from start to end',
      events: [started, { ...attempt, attempt: 3, result: 'transient' }],
      moves: attempted('retry', 'transient'),
    },
    {
      what: 'a retry',
      events: [{ ...call, type: 'retry-scheduled', attempt: 1, delayMs: 5, reason: 'throttled', hinted: true }],
      moves: { [series(n.retries, { provider, reason: 'throttled' })]: 1 },
    },
    {
      what: 'the last retry in vain',
      events: [{ ...call, type: 'retries-exhausted', reason: 'transient', by: 'attempts' }],
      moves: { [series(n.retriesExhausted, { provider, reason: 'transient' })]: 1 },
    },
    {
      what: 'a call in the queue',
      events: [{ ...call, type: 'wait-started', cause: 'concurrency' }],
      moves: { [series(n.queued, { provider })]: 1 },
    },
    ...labelValues.cause.map((cause) => ({
      what: `a wait for ${cause}`,
      events: [
        { ...call, type: 'wait-started', cause },
        { ...call, type: 'wait-ended', cause, durationMs: 500 },
      ] satisfies ResilienceEvent[],
      moves: duration(n.wait, { cause }),
    })),
    ...labelValues.source.map((source) => ({
      what: `a limit hit ${source}`,
      events: [{ ...call, type: 'rate-limited', source }] satisfies ResilienceEvent[],
      moves: { [series(n.rateLimitHits, { provider, source })]: 1 },
    })),
    {
      what: 'what is left of the window',
      events: [{ provider, type: 'limit-remaining', tier: 'free', unit: 'requests', remaining: 42 }],
      moves: { [series(n.limitRemaining, resource)]: 42 },
    },
    {
      what: 'a store that does not answer',
      events: [{ provider, type: 'coordination-degraded', store: 'redis', degraded: true, reason: 'ECONNREFUSED' }],
      moves: { [series(n.coordinationDegradedClients, { store: 'redis' })]: 1 },
    },
    {
      what: 'one that has not answered and does again, for one client of two',
      events: [true, true, false].map((degraded) => ({
        provider,
        type: 'coordination-degraded',
        store: 'redis',
        degraded,
        reason: 'ECONNREFUSED',
      })),
      moves: { [series(n.coordinationDegradedClients, { store: 'redis' })]: 1 },
    },
    {
      what: 'a breaker that opens',
      events: [{ provider, type: 'breaker-changed', upstream, from: 'closed', to: 'open' }],
      moves: {
        [series(n.breakerTransitions, { provider, upstream, to: 'open' })]: 1,
        [series(n.breakers, { provider, upstream, state: 'closed' })]: -1,
        [series(n.breakers, { provider, upstream, state: 'open' })]: 1,
      },
    },
    {
      what: 'a breaker of an API without a contract, whose circuits nobody counts',
      events: [{ provider: 'a.example.com', type: 'breaker-changed', upstream, from: 'closed', to: 'open' }],
      moves: { [series(n.breakerTransitions, { provider: 'a.example.com', upstream, to: 'open' })]: 1 },
    },
    {
      what: 'two clients that are opened',
      events: [
        { ...life, type: 'client-opened' },
        { ...life, type: 'client-opened' },
      ],
      moves: {
        [series(n.breakers, { provider, upstream, state: 'closed' })]: 2,
        [series(n.concurrencyLimit, { provider })]: 20,
        [series(n.limit, resource)]: 300,
        [series(n.limitRemaining, resource)]: 300,
      },
    },
    {
      what: 'a client without a ceiling that comes and goes',
      events: [
        { ...life, limits: [], ceiling: null, type: 'client-opened' },
        { ...life, limits: [], ceiling: null, type: 'client-closed' },
      ],
      moves: {},
    },
    {
      what: 'a ceiling that is found, and one that falls',
      events: [
        { provider, type: 'limits-changed', tier: 'free', ceiling: { from: null, to: 50 }, limits: [] },
        {
          provider,
          type: 'limits-changed',
          tier: 'free',
          ceiling: { from: 50, to: 10 },
          limits: [{ name: 'requests', unit: 'requests', limit: 200 }],
        },
      ],
      moves: { [series(n.concurrencyLimit, { provider })]: 10, [series(n.limit, resource)]: 200 },
    },
    {
      what: 'a retry budget that is spent',
      events: [{ provider, type: 'retry-budget', balance: 0.4, floor: 50, windowMs: 10_000 }],
      moves: { [series(n.retryBudgetBalance, { provider })]: 0.4 },
    },
    {
      what: 'a hint that cannot be read',
      events: [{ provider, type: 'hint-ignored', name: 'retry-after' }],
      moves: { [series(n.hintsIgnored, { provider, hint: 'retry-after' })]: 1 },
    },
    {
      what: 'a limit that answers contradict',
      events: [{ provider, type: 'contract-drift', what: 'limits/requests/amount', contract: 300, told: 60 }],
      moves: { [series(n.contractDrift, { provider, what: 'limits/requests/amount' })]: 1 },
    },
    {
      what: 'events that no metric shows',
      events: [
        { ...call, type: 'gate-closed', forMs: 5 },
        { provider, type: 'client-paused' },
        { provider, type: 'client-resumed' },
      ],
      moves: {},
    },
  ])('$what', async ({ events, moves }) => {
    expect(await m.moved(...events)).toEqual(moves);
  });

  it('a client that is closed takes its ceiling and its circuit away', async () => {
    m.sink({ ...life, type: 'client-opened' });
    m.sink({ provider, type: 'limit-remaining', tier: 'free', unit: 'requests', remaining: 42 });
    expect(await m.moved({ ...life, type: 'client-closed' })).toEqual({
      [series(n.breakers, { provider, upstream, state: 'closed' })]: -1,
      [series(n.concurrencyLimit, { provider })]: -10,
    });
  });
});

it('a retry budget that nobody uses is full again after its window, without an event', async () => {
  const balance = async (): Promise<number | undefined> =>
    (await m.scrape()).get(series(n.retryBudgetBalance, { provider }));
  m.sink({ provider, type: 'retry-budget', balance: 0.4, floor: 50, windowMs: 10_000 });
  await m.clock.advance(9_999);
  expect(await balance()).toBe(0.4);
  await m.clock.advance(1);
  expect(await balance()).toBe(50);
});
