import { beforeEach, describe, expect, it } from 'vitest';
import { ContractClient } from '../client/contract-client.ts';
import { defineProvider } from '../contract/define.ts';
import { ScriptedTransport } from '../testing/index.ts';
import { metricNames as n } from './names.ts';
import { call, life, Meter, provider, series } from './prometheus.fixture.ts';

const metered = defineProvider({
  name: 'metered',
  authentication: null,
  limits: [
    { kind: 'window', amount: 100, windowMs: 10_000, starts: 'rolling', unit: 'points' },
    { kind: 'window', amount: 50, windowMs: 1_000, unit: 'requests', starts: 'rolling' },
    { kind: 'concurrency', amount: 2 },
  ],
  operationDefaults: {
    costs: { points: { estimate: { request: 'points', otherwise: 10 }, settled: { body: 'cost' } }, requests: 1 },
    deadlineMs: 60_000,
  },
  operations: { ask: { method: 'POST', path: '/ask' }, free: { method: 'GET', path: '/free', costs: {} } },
  objectives: [{ sli: 'latency', operations: ['ask'], thresholdMs: 750 }],
  retry: { maxAttempts: 1 },
});

const budget = { unit: 'points', max: 500, periodMs: 60_000 };
const points = { provider: 'metered', limit: 'points', unit: 'points' };
const ofBudget = { ...points, limit: 'budget' };

let m: Meter;
beforeEach(() => {
  m = new Meter([metered]);
});

/** A client whose calls cost what is thought, or `cost`. */
function opened({ cost }: { cost?: number } = {}) {
  const { clock, sink } = m;
  const transport = new ScriptedTransport(clock, () => ({ body: { cost }, afterMs: 100 }));
  const client = new ContractClient(metered, {
    ...{ baseUrl: 'http://metered.test', budget, transport, clock, random: () => 0, onEvent: sink },
  });
  return { client, ask: (count: number) => client.request('ask', { points: count }) };
}

describe('what is taken of a limit', () => {
  it('is nothing before the first call, and nothing again when the window is over, without an event', async () => {
    const { ask } = opened();
    expect([await m.read(n.limitUsed, points), await m.read(n.limitDebt, points)]).toEqual([0, 0]);
    await m.clock.runUntil(ask(40));
    expect(await m.read(n.limitUsed, points)).toBe(40);
    expect(await m.read(n.limitUsed, { ...points, limit: 'requests', unit: 'requests' })).toBe(1);
    await m.clock.advance(11_000);
    expect(await m.read(n.limitUsed, points)).toBe(0);
  });

  it('adds up over clients, and goes with them', async () => {
    const [one, other] = [opened(), opened()];
    await m.clock.runUntil(Promise.all([one.ask(40), other.ask(30)]));
    expect(await m.read(n.limitUsed, points)).toBe(70);
    await m.clock.runUntil(one.client.close());
    expect(await m.read(n.limitUsed, points)).toBe(30);
    await m.clock.runUntil(other.client.close());
    expect(await m.read(n.limitUsed, points)).toBeUndefined();
  });

  it('is at most all of it; what calls have cost beyond is owed until it is paid', async () => {
    const { ask } = opened({ cost: 130 });
    await m.clock.runUntil(ask(40));
    expect([await m.read(n.limitUsed, points), await m.read(n.limitDebt, points)]).toEqual([100, 30]);
    await m.clock.advance(11_000);
    expect([await m.read(n.limitUsed, points), await m.read(n.limitDebt, points)]).toEqual([30, 0]);
    await m.clock.advance(10_000);
    expect(await m.read(n.limitUsed, points)).toBe(0);
  });

  it('is never owed where all calls cost the same', async () => {
    opened();
    expect(await m.read(n.limitDebt, { ...points, limit: 'requests', unit: 'requests' })).toBeUndefined();
  });
});

describe('what a budget has paid for', () => {
  it('is what calls have cost, and never falls', async () => {
    const { ask, client } = opened({ cost: 20 });
    expect(await m.read(n.budgetSpent, ofBudget)).toBe(0);
    const answer = ask(40);
    expect(await m.read(n.budgetSpent, ofBudget)).toBe(0);
    await m.clock.runUntil(answer);
    expect(await m.read(n.budgetSpent, ofBudget)).toBe(20);
    await m.clock.advance(61_000);
    expect([await m.read(n.budgetSpent, ofBudget), await m.read(n.limitUsed, ofBudget)]).toEqual([20, 0]);
    await m.clock.runUntil(ask(40));
    await m.clock.runUntil(client.close());
    expect(await m.read(n.budgetSpent, ofBudget)).toBe(40);
  });

  it('is told of no limit of the API', async () => {
    const { ask } = opened();
    await m.clock.runUntil(ask(40));
    expect(await m.read(n.budgetSpent, points)).toBeUndefined();
  });
});

describe('waits', () => {
  const counted = (limit: string, operation = 'ask') =>
    m.read(`${n.limitWait}_count`, { provider: 'metered', operation, limit });

  it('are there at 0 for each limit that an operation stands under, and for no other', async () => {
    expect(await Promise.all(['points', 'requests', 'concurrency'].map((limit) => counted(limit)))).toEqual([0, 0, 0]);
    expect(await counted('concurrency', 'free')).toBe(0);
    expect(await counted('points', 'free')).toBeUndefined();
  });

  it('are counted with the limit that held the call last', async () => {
    const { ask, client } = opened();
    await m.clock.runUntil(ask(90));
    const free = [1, 2, 3].map(() => client.request('free'));
    await m.clock.runUntil(Promise.all([...free, ask(20)]));
    expect(await counted('concurrency', 'free')).toBe(1);
    expect([await counted('concurrency'), await counted('points')]).toEqual([0, 1]);
    const labels = { provider: 'metered', operation: 'ask', limit: 'points' };
    expect(await m.read(`${n.limitWait}_sum`, labels)).toBeCloseTo(9.8, 0);
  });

  it('have a boundary at the latency objective’s threshold alone', async () => {
    const buckets = [...(await m.scrape()).keys()].filter((key) => key.startsWith(`${n.limitWait}_bucket{`));
    expect(new Set(buckets.map((key) => /le="([^"]+)"/.exec(key)?.[1]))).toEqual(new Set(['0.75', '+Inf']));
  });

  it('for no limit move nothing', async () => {
    const nimbus = new Meter();
    const ended = { ...call, type: 'wait-ended', durationMs: 500 } as const;
    const labels = { provider, operation: 'infer', limit: 'requests' };
    const moves = await nimbus.moved({ ...ended, cause: 'gate' }, { ...ended, cause: 'rate', limit: 'requests' });
    expect(moves).toMatchObject({ [series(`${n.limitWait}_count`, labels)]: 1 });
    expect(Object.keys(moves).filter((key) => key.startsWith(n.limitWait))).toHaveLength(2);
  });
});

it('a client that tells nothing of its state shows nothing of it', async () => {
  const nimbus = new Meter();
  nimbus.sink({ ...life, type: 'client-opened' });
  expect(await nimbus.read(n.limitUsed, { provider, limit: 'requests', unit: 'requests' })).toBeUndefined();
});
