import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderContract } from '../contract/contract.ts';
import { driftsOf } from '../contract/drift.ts';
import { hintPlacesOf } from '../contract/hint-places.ts';
import { resolveDefinition } from '../contract/resolve.ts';
import { errorCodes } from '../errors/errors.ts';
import { combineSinks, type EventSink, type ResilienceEvent } from '../events.ts';
import type { CircuitStateName } from '../policies/breaker/circuit-breaker.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { createClient } from '../providers/nimbus/index.ts';
import type { LatencyObjective } from '../slo/objective.ts';
import { FakeClock, ScriptedTransport, seededRandom } from '../testing/index.ts';
import { labelValues, metricNames as n } from './names.ts';
import { createMetrics, durationBuckets } from './prometheus.ts';
import { version } from './version.ts';

const provider = nimbusProfile.name;
const call = { provider, operation: 'infer', callId: 'a' } as const;
const upstream = 'default';
const life = { provider, tier: 'free', ceiling: 10, limits: [{ name: 'requests', unit: 'requests', limit: 300 }] };

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
    const classes = ['throttled', 'overloaded', 'transient', 'relayed', 'permanent', 'quota', 'payment'];
    const expected = [
      ...Object.keys(nimbusProfile.operations).flatMap((operation) => [
        ...outcome.map((value) => series(`${n.callDuration}_count`, { provider, operation, outcome: value })),
        series(`${n.attemptDuration}_count`, { provider, operation }),
        ...kind.flatMap((k) => result.map((r) => series(n.attempts, { provider, operation, kind: k, result: r }))),
        ...errorCodes.map((reason) => series(n.errors, { provider, operation, reason })),
      ]),
      ...source.map((value) => series(n.rateLimitHits, { provider, source: value })),
      ...classes.flatMap((reason) => [n.retries, n.retriesExhausted].map((name) => series(name, { provider, reason }))),
      ...hintPlacesOf(nimbusProfile).map((hint) => series(n.hintsIgnored, { provider, hint })),
      ...driftsOf(nimbusProfile).map((what) => series(n.contractDrift, { provider, what })),
      ...cause.map((value) => series(`${n.wait}_count`, { provider, cause: value })),
      ...state.map((to) => series(n.breakerTransitions, { provider, upstream, to })),
      ...state.map((each) => series(n.breakers, { provider, upstream, state: each })),
      ...[n.inFlight, n.queued, n.concurrencyLimit, n.retryBudgetBalance].map((name) => series(name, { provider })),
    ];
    expect(expected.filter((key) => all.get(key) !== 0)).toEqual([]);
  });

  it('the objectives are told, and the version', async () => {
    const all = await scrape();
    expect(all.get(series(n.buildInfo, { version }))).toBe(1);
    for (const objective of nimbusProfile.objectives) {
      const labels = { provider, slo: objective.name };
      expect(all.get(series(n.sloObjectiveRatio, labels))).toBe(objective.objective);
      const threshold = objective.sli === 'latency' ? objective.thresholdMs / 1_000 : undefined;
      expect(all.get(series(n.sloLatencyThreshold, labels))).toBe(threshold);
    }
  });
});

it('clients tell all that: their circuits, and the names of their tiers’ limits', async () => {
  let status = 500;
  const inference = { id: 'inf_1', output: 'hi', usage: { prompt_tokens: 1, completion_tokens: 1 } };
  const headers = { 'x-ratelimit-remaining': '42' };
  const transport = new ScriptedTransport(clock, () => ({ status, headers, body: inference }));
  const common = {
    apiKey: 'nmb_key',
    baseUrl: 'http://nimbus.test',
    transport,
    clock,
    random: seededRandom(1),
    onEvent: sink,
  };
  const [one, other] = [createClient({ ...common, tier: 'free' }), createClient({ ...common, tier: 'pro' })];
  const states = async (): Promise<(number | undefined)[]> => {
    const all = await scrape();
    return labelValues.state.map((state) => all.get(series(n.breakers, { provider, upstream, state })));
  };
  expect(await states()).toEqual([2, 0, 0, 0]);
  const calls = Array.from({ length: 30 }, () => one.infer({ prompt: 'hi' }));
  await clock.runUntil(Promise.allSettled(calls));
  expect(await states()).toEqual([1, 1, 0, 0]);
  status = 200;
  await clock.runUntil(other.infer({ prompt: 'hi' }));
  expect((await scrape()).get(series(n.limitRemaining, { provider, limit: 'requests', unit: 'requests' }))).toBe(42);
  other.setLimits({ window: { limit: 7 } });
  expect((await scrape()).get(series(n.limit, { provider, limit: 'requests', unit: 'requests' }))).toBe(7);
  await clock.runUntil(one.close());
  expect(await states()).toEqual([1, 0, 0, 0]);
  await clock.runUntil(other.close());
  expect(await states()).toEqual([0, 0, 0, 0]);
});

describe('what a contract lacks is absent, not 0', () => {
  const bare: ProviderContract = resolveDefinition({
    name: 'bare',
    retry: { budget: null },
  });
  const client = { provider: 'bare', tier: 'default', ceiling: null, limits: [] } as const;
  const ofBare = async (): Promise<string[]> =>
    [...(await scrape()).keys()].filter((key) =>
      [n.queued, n.concurrencyLimit, n.retryBudgetBalance, n.limit, n.limitRemaining].some((name) =>
        key.startsWith(`${name}{provider="bare"`),
      ),
    );
  beforeEach(() => {
    register = new Registry();
    sink = createMetrics({ register, contracts: [bare], clock });
  });

  it('without a ceiling, a limit over time and a retry budget', async () => {
    sink({ ...client, type: 'client-opened' });
    sink({ provider: 'bare', type: 'limits-changed', tier: 'default', ceiling: { from: null, to: null }, limits: [] });
    sink({ ...client, type: 'client-closed' });
    expect(await ofBare()).toEqual([]);
  });

  it('until a client has a ceiling of its own', async () => {
    sink({ ...client, ceiling: 5, type: 'client-opened' });
    expect(await ofBare()).toEqual([n.queued, n.concurrencyLimit].map((name) => series(name, { provider: 'bare' })));
  });
});

describe('circuits are counted over clients', () => {
  const states = async (of = upstream): Promise<(number | undefined)[]> => {
    const all = await scrape();
    return labelValues.state.map((state) => all.get(series(n.breakers, { provider, upstream: of, state })));
  };
  const change = (from: CircuitStateName, to: CircuitStateName) =>
    ({ provider, type: 'breaker-changed', upstream, from, to }) as const;
  /** Opens a client, as its options do: each has a sink of its own. */
  const open = (): EventSink => {
    const client = combineSinks([sink]);
    client({ ...life, type: 'client-opened' });
    return client;
  };

  it('none without a client', async () => {
    expect(await states()).toEqual([0, 0, 0, 0]);
  });

  it('each in its state, none for another', async () => {
    const [one, two] = [open(), open(), open()] as const;
    expect(await states()).toEqual([3, 0, 0, 0]);
    one(change('closed', 'open'));
    two(change('closed', 'open'));
    expect(await states()).toEqual([1, 2, 0, 0]);
    one(change('open', 'half-open'));
    one(change('half-open', 'closed'));
    expect(await states()).toEqual([2, 1, 0, 0]);
  });

  it('and a client takes away its own, in whatever state they are', async () => {
    const [one, two] = [open(), open()] as const;
    one(change('closed', 'open'));
    two(change('closed', 'open'));
    two(change('open', 'half-open'));
    one({ ...life, type: 'client-closed' });
    expect(await states()).toEqual([0, 0, 1, 0]);
    two({ ...life, type: 'client-closed' });
    expect(await states()).toEqual([0, 0, 0, 0]);
  });

  it('with one for what no network is asked for', async () => {
    register = new Registry();
    const contract: ProviderContract = { ...nimbusProfile, networks: ['base'] };
    sink = createMetrics({ register, contracts: [contract], clock });
    open();
    expect([await states('base'), await states()]).toEqual([
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
  });
});

it('a limit has the name that it has in the tier of the client', async () => {
  register = new Registry();
  const contract: ProviderContract = resolveDefinition({
    name: provider,
    tiers: {
      free: {
        limits: [
          { kind: 'window', name: 'burst', amount: 10, windowMs: 1_000 },
          { kind: 'window', name: 'daily', amount: 100, windowMs: 60_000 },
        ],
      },
      paid: { limits: [{ kind: 'window', name: 'steady', amount: 50, windowMs: 1_000 }] },
    },
    hints: [{ header: 'left', means: 'remaining', format: 'integer' }],
  });
  sink = createMetrics({ register, contracts: [contract], clock });
  const unit = 'requests';
  const opened = (tier: string, limits: Record<string, number>): void =>
    sink({
      ...{ provider, type: 'client-opened', tier, ceiling: null },
      limits: Object.entries(limits).map(([name, limit]) => ({ name, unit, limit })),
    });
  opened('free', { burst: 10, daily: 100 });
  opened('paid', { steady: 50 });
  sink({ provider, type: 'limit-remaining', tier: 'free', unit: 'requests', remaining: 3 });
  sink({
    provider,
    type: 'limits-changed',
    tier: 'paid',
    ceiling: { from: null, to: null },
    limits: [{ name: 'steady', unit, limit: 40 }],
  });
  const told = [...(await scrape())].filter(
    ([key]) => key.startsWith(`${n.limit}{`) || key.startsWith(`${n.limitRemaining}{`),
  );
  const of = (limit: string) => ({ provider, limit, unit: 'requests' });
  expect(Object.fromEntries(told)).toEqual({
    [series(n.limit, of('burst'))]: 10,
    [series(n.limit, of('daily'))]: 100,
    [series(n.limit, of('steady'))]: 40,
    [series(n.limitRemaining, of('burst'))]: 3,
    [series(n.limitRemaining, of('steady'))]: 50,
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

it('only what a latency objective reads has buckets, and all has a sum and a count', async () => {
  const keys = [...(await scrape()).keys()].filter((key) => key.includes('operation="infer"'));
  const buckets = keys.filter((key) => key.startsWith(`${n.callDuration}_bucket{`) && !key.includes('le="+Inf"'));
  expect(new Set(buckets.map((key) => /outcome="(\w+)"/.exec(key)?.[1]))).toEqual(new Set(['ok']));
  expect(buckets).toHaveLength(durationBuckets([nimbusProfile]).length);
  for (const part of ['sum', 'count']) {
    expect(keys.filter((key) => key.startsWith(`${n.callDuration}_${part}{`))).toHaveLength(labelValues.outcome.length);
  }
  const { values = [] } = (await register.getSingleMetric(n.callDuration)?.get()) ?? {};
  expect(values.filter(({ labels: { le, outcome } }) => le === 2 && outcome === 'error')).toEqual([]);
  expect(values.filter(({ labels: { le, outcome } }) => le === 2 && outcome === 'ok')).not.toEqual([]);
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
    expect(await moved(...events)).toEqual(moves);
  });

  it('a client that is closed takes its ceiling and its circuit away', async () => {
    sink({ ...life, type: 'client-opened' });
    sink({ provider, type: 'limit-remaining', tier: 'free', unit: 'requests', remaining: 42 });
    expect(await moved({ ...life, type: 'client-closed' })).toEqual({
      [series(n.breakers, { provider, upstream, state: 'closed' })]: -1,
      [series(n.concurrencyLimit, { provider })]: -10,
    });
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
