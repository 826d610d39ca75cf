import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorCodes } from '../errors/errors.ts';
import type { ResilienceEvent } from '../events.ts';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
import type { LatencyObjective } from '../slo/objective.ts';
import { FakeClock } from '../testing/index.ts';
import { labelValues, metricNames as n } from './names.ts';
import { createMetrics, durationBuckets } from './prometheus.ts';

const provider = nimbusProfile.name;
const call = { provider, operation: 'infer', callId: 'a' } as const;
const upstream = 'default';
const life = { provider, tier: 'free', ceiling: 10, limits: [{ resource: 'requests' as const, limit: 300 }] };

let clock: FakeClock;
let register: Registry;
let sink: (event: ResilienceEvent) => void;
beforeEach(() => {
  register = new Registry();
  clock = new FakeClock();
  sink = createMetrics({ register, contracts: [nimbusProfile], clock });
});

/** All series by name and labels, as Prometheus reads them. */
async function scrape(): Promise<Map<string, number>> {
  const lines = (await register.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

function series(name: string, labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

/** The series that the events moved, and by how much; buckets are left out. */
async function moved(...events: ResilienceEvent[]): Promise<Record<string, number>> {
  const before = await scrape();
  for (const event of events) sink(event);
  const after = [...(await scrape())].filter(([key]) => !key.includes('_bucket{'));
  const changes = after.map(([key, value]) => [key, value - (before.get(key) ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

describe('before the first event', () => {
  it('every series of a counter and of a histogram exists, at 0', async () => {
    const all = await scrape();
    const { outcome, kind, result, source, cause, state } = labelValues;
    const classes = ['throttled', 'transient', 'permanent', 'payment'];
    const expected = [
      ...Object.keys(nimbusProfile.operations).flatMap((operation) => [
        ...outcome.map((value) => series(`${n.callDuration}_count`, { provider, operation, outcome: value })),
        ...kind.flatMap((k) =>
          result.map((r) => series(`${n.attemptDuration}_count`, { provider, operation, kind: k, result: r })),
        ),
        ...errorCodes.map((reason) => series(n.errors, { provider, operation, reason })),
      ]),
      ...source.map((value) => series(n.rateLimitHits, { provider, source: value })),
      ...classes.flatMap((reason) => [n.retries, n.retriesExhausted].map((name) => series(name, { provider, reason }))),
      ...nimbusProfile.hints.map(({ name: hint }) => series(n.hintsIgnored, { provider, hint })),
      ...cause.map((value) => series(`${n.wait}_count`, { provider, cause: value })),
      ...state.flatMap((from) =>
        state.filter((to) => to !== from).map((to) => series(n.breakerTransitions, { provider, upstream, from, to })),
      ),
      ...[n.bulkheadInFlight, n.bulkheadQueued, n.bulkheadLimit, n.retryBudgetBalance].map((name) =>
        series(name, { provider }),
      ),
    ];
    expect(expected.filter((key) => all.get(key) !== 0)).toEqual([]);
  });

  it('the breaker is closed, and the objectives are told', async () => {
    const all = await scrape();
    const states = labelValues.state.map((state) => all.get(series(n.breakerState, { provider, upstream, state })));
    expect(states).toEqual([1, 0, 0, 0]);
    for (const objective of nimbusProfile.objectives) {
      const labels = { provider, slo: objective.name };
      expect(all.get(series(n.sloObjectiveRatio, labels))).toBe(objective.objective);
      const threshold = objective.sli === 'latency' ? objective.thresholdMs / 1_000 : undefined;
      expect(all.get(series(n.sloLatencyThreshold, labels))).toBe(threshold);
    }
  });
});

describe('buckets', () => {
  const latency = nimbusProfile.objectives[1] as LatencyObjective & { operations: ['infer'] };

  it("have a boundary at every latency objective's threshold, and rise", async () => {
    const odd = { ...nimbusProfile, objectives: [{ ...latency, thresholdMs: 1_234 }] };
    const buckets = durationBuckets([nimbusProfile, odd]);
    expect(buckets).toContain(latency.thresholdMs / 1_000);
    expect(buckets).toContain(1.234);
    expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
  });

  it('count a call at the threshold as fast, and one just above as slow', async () => {
    const { thresholdMs } = latency;
    for (const durationMs of [thresholdMs, thresholdMs + 1]) {
      sink({ ...call, type: 'call-ended', outcome: 'ok', durationMs, attempts: 1, code: undefined });
    }
    const all = await scrape();
    const fast = [...all].filter(
      ([key]) =>
        key.startsWith(`${n.callDuration}_bucket{le="${thresholdMs / 1_000}"`) &&
        key.includes('operation="infer",outcome="ok"'),
    );
    expect(fast.map(([, value]) => value)).toEqual([1]);
  });
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
  const resource = { provider, resource: 'requests' };
  const limitOf = { resource: 'requests' } as const;

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
      moves: { [series(n.bulkheadInFlight, { provider })]: 1 },
    },
    {
      what: 'a first attempt, from start to end',
      events: [started, { ...attempt, attempt: 1, result: 'ok' }],
      moves: duration(n.attemptDuration, { operation: 'infer', kind: 'first', result: 'ok' }),
    },
    {
      what: 'a later attempt, from start to end',
      events: [started, { ...attempt, attempt: 3, result: 'transient' }],
      moves: duration(n.attemptDuration, { operation: 'infer', kind: 'retry', result: 'transient' }),
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
      events: [{ ...call, type: 'wait-started', cause: 'bulkhead' }],
      moves: { [series(n.bulkheadQueued, { provider })]: 1 },
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
      events: [{ provider, type: 'limit-remaining', resource: 'requests', remaining: 42 }],
      moves: { [series(n.limitRemaining, resource)]: 42 },
    },
    {
      what: 'a store that does not answer',
      events: [{ provider, type: 'coordination-degraded', store: 'redis', degraded: true, reason: 'ECONNREFUSED' }],
      moves: { [series(n.coordinationDegraded, { store: 'redis' })]: 1 },
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
      moves: { [series(n.coordinationDegraded, { store: 'redis' })]: 1 },
    },
    {
      what: 'a breaker that opens',
      events: [{ provider, type: 'breaker-changed', upstream, from: 'closed', to: 'open' }],
      moves: {
        [series(n.breakerTransitions, { provider, upstream, from: 'closed', to: 'open' })]: 1,
        [series(n.breakerState, { provider, upstream, state: 'closed' })]: -1,
        [series(n.breakerState, { provider, upstream, state: 'open' })]: 1,
      },
    },
    {
      what: 'two clients that are opened',
      events: [
        { ...life, type: 'client-opened' },
        { ...life, type: 'client-opened' },
      ],
      moves: {
        [series(n.bulkheadLimit, { provider })]: 20,
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
        { provider, type: 'limits-changed', ceiling: { from: null, to: 50 }, limits: [] },
        { provider, type: 'limits-changed', ceiling: { from: 50, to: 10 }, limits: [{ ...limitOf, limit: 200 }] },
      ],
      moves: { [series(n.bulkheadLimit, { provider })]: 10, [series(n.limit, resource)]: 200 },
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
      what: 'events that no metric shows',
      events: [
        { ...call, type: 'gate-closed', forMs: 5 },
        { provider, type: 'client-paused' },
        { provider, type: 'client-resumed' },
      ],
      moves: {},
    },
  ])('$what', async ({ events, moves }) => {
    expect(await moved(...events)).toEqual(moves);
  });

  it('a client that is closed takes its ceiling away', async () => {
    sink({ ...life, type: 'client-opened' });
    sink({ provider, type: 'limit-remaining', resource: 'requests', remaining: 42 });
    expect(await moved({ ...life, type: 'client-closed' })).toEqual({ [series(n.bulkheadLimit, { provider })]: -10 });
  });
});

it('a retry budget that nobody uses is full again after its window, without an event', async () => {
  const balance = async (): Promise<number | undefined> =>
    (await scrape()).get(series(n.retryBudgetBalance, { provider }));
  sink({ provider, type: 'retry-budget', balance: 0.4, floor: 50, windowMs: 10_000 });
  await clock.advance(9_999);
  expect(await balance()).toBe(0.4);
  await clock.advance(1);
  expect(await balance()).toBe(50);
});
