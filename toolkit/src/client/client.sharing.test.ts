import { describe, expect, it } from 'vitest';
import { served, setUp } from '../call/pipeline.fixture.ts';
import type { Budget } from '../contract/budget.ts';
import { defineProvider } from '../contract/define.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { EventRecorder, FakeClock, ScriptedTransport } from '../testing/index.ts';
import type { ClientOptions } from './client-options.ts';
import { ContractClient } from './contract-client.ts';
import type { CallRequest } from './request.ts';

/** The call ids, in the order in which they were sent; one call is in flight at once. */
function fleet(options: Parameters<typeof setUp>[1] = {}) {
  const s = setUp(() => served(100), options);
  const ends: Promise<string>[] = [];
  const call = (callId: string, request: CallRequest<unknown>): Promise<string> => {
    const end = s.client
      .call('infer', {}, (body) => body, { callId, ...request })
      .then(
        () => 'ok',
        ({ code }: { code: string }) => code,
      );
    ends.push(end);
    return end;
  };
  const sent = async (): Promise<string> => {
    await s.clock.runUntil(Promise.all(ends));
    return s.transport.sent.map(({ callId }) => callId).join(' ');
  };
  return { ...s, call, sent };
}

describe('calls that wait', () => {
  it('are divided by tenant', async () => {
    const s = fleet();
    for (const n of [1, 2, 3, 4]) void s.call(`a${n}`, { tenant: 'a' });
    for (const n of [1, 2]) void s.call(`b${n}`, { tenant: 'b' });
    expect(await s.sent()).toBe('a1 a2 b1 a3 b2 a4');
  });

  it('are divided by priority, where shares are kept', async () => {
    const s = fleet({ options: { priorityShares: { 1: 0.5, 0: 0.5 } } });
    for (const n of [1, 2, 3, 4]) void s.call(`high${n}`, { priority: 1 });
    for (const n of [1, 2, 3]) void s.call(`low${n}`, {});
    expect(await s.sent()).toBe('high1 high2 low1 high3 low2 high4 low3');
  });

  it('of one tenant do not keep another from its part of the places', async () => {
    const s = fleet({ maxQueued: 4 });
    const flood = Array.from({ length: 6 }, (_, at) => s.call(`a${at}`, { tenant: 'a' }));
    const others = [1, 2, 3].map((n) => s.call(`b${n}`, { tenant: 'b' }));
    const unnamed = s.call('x', {});
    await s.sent();
    expect((await Promise.all(flood)).filter((end) => end === 'EVK_BULKHEAD_FULL')).toHaveLength(1);
    expect([await Promise.all(others), await unnamed]).toEqual([
      ['ok', 'ok', 'EVK_BULKHEAD_FULL'],
      'EVK_BULKHEAD_FULL',
    ]);
  });

  it('of one tenant do not keep the batch of another from beginning', async () => {
    const s = fleet();
    for (const n of [1, 2, 3]) void s.call(`a${n}`, { tenant: 'a' });
    const batch = Array.fromAsync(s.client.stream('infer', [{}, {}], (body) => body, { batchId: 'b', tenant: 'b' }));
    await s.clock.runUntil(batch);
    expect(await s.sent()).toBe('a1 a2 b.0 a3 b.1');
  });
});

it('shares that cannot be kept are an error at once', () => {
  const options = { priorityShares: { 1: 0.7, 0: 0.4 } };
  expect(() => fleet({ options })).toThrow(/priorityShares is .*: let the shares add up to 1 at most/);
});

describe('a budget', () => {
  const budget = { unit: 'points', max: 100, periodMs: 10_000 };
  const points = { estimate: { request: 'points', otherwise: 10 }, settled: { body: 'cost' } } as const;

  /** Each call is thought to cost so many points, and costs what `actual` says. */
  function metered(actual: (at: number) => number | undefined, options: Partial<ClientOptions> = {}) {
    const clock = new FakeClock();
    const transport = new ScriptedTransport(clock, (_, at) => ({ body: { cost: actual(at) }, afterMs: 100 }));
    const recorder = new EventRecorder();
    const contract = defineProvider({
      name: 'metered',
      authentication: null,
      limits: [],
      operationDefaults: { costs: { points }, deadlineMs: 5_000, attemptTimeoutMs: 1_000 },
      operations: { ask: { method: 'POST', path: '/ask' }, free: { method: 'GET', path: '/free', costs: {} } },
      retry: { maxAttempts: 1 },
    });
    const client = new ContractClient(contract, {
      ...{ baseUrl: 'http://metered.test', budget, transport, clock, random: () => 0, onEvent: recorder.sink },
      ...options,
    });
    const ask = (count: number): Promise<unknown> =>
      client.request('ask', { points: count }).then(
        () => 'ok',
        ({ code, retryAfterMs }) => [code, retryAfterMs],
      );
    return { clock, transport, recorder, client, ask };
  }

  it('refuses a call at once for which nothing is left before its deadline, and tells when there is', async () => {
    const s = metered(() => undefined);
    expect(await s.clock.runUntil(s.ask(60))).toBe('ok');
    await s.clock.advance(1_000);
    expect(await s.clock.runUntil(s.ask(30))).toBe('ok');
    const startMs = s.clock.now();
    // The first 60 are free again ten seconds after their answer.
    expect(await s.ask(20)).toEqual(['EVK_BUDGET_EXCEEDED', 8_903]);
    expect([s.clock.now() - startMs, s.transport.sent.length]).toEqual([0, 2]);
    expect(await s.clock.runUntil(s.ask(10))).toBe('ok');
  });

  it('waits where there will be enough before the deadline', async () => {
    const s = metered(() => undefined);
    await s.clock.runUntil(s.ask(100));
    await s.clock.advance(6_000);
    expect(await s.clock.runUntil(s.ask(20))).toBe('ok');
    expect((s.transport.sent[1]?.atMs ?? 0) - (s.transport.sent[0]?.atMs ?? 0)).toBe(10_103);
  });

  it('counts what calls have cost, and not what they were thought to', async () => {
    const s = metered(() => 5);
    for (let n = 0; n < 18; n += 1) expect(await s.clock.runUntil(s.ask(10))).toBe('ok');
    // 90 are spent, and estimates are of 10.
    expect(await s.clock.runUntil(s.ask(10))).toBe('ok');
    expect(await s.clock.runUntil(s.ask(10))).toEqual(['EVK_BUDGET_EXCEEDED', expect.any(Number)]);
  });

  it('is exceeded by no more than what estimates in flight fall short of', async () => {
    const s = metered(() => 30);
    const ends = [1, 2, 3, 4, 5, 6].map(() => s.ask(20));
    await s.clock.runUntil(Promise.all(ends));
    expect((await Promise.all(ends)).filter((end) => end === 'ok')).toHaveLength(5);
  });

  it('binds no operation that does not cost its unit, and is told as a limit', async () => {
    const s = metered(() => undefined);
    await s.clock.runUntil(s.ask(100));
    expect((await s.clock.runUntil(s.client.request('free'))).status).toBe(200);
    const opened = s.recorder.events.find((event) => event.type === 'client-opened');
    expect(opened).toHaveProperty('limits', [{ name: 'budget', unit: 'points', limit: 100 }]);
  });

  it('is not changed by what changes the limits of the API', async () => {
    const s = metered(() => undefined);
    s.client.setLimits({ window: { limit: 1_000 } });
    await s.clock.runUntil(s.ask(100));
    expect(await s.ask(20)).toEqual(['EVK_BUDGET_EXCEEDED', expect.any(Number)]);
  });

  it.each<[string, ClientOptions['budget'], RegExp]>([
    ['of a unit that nothing costs', { ...budget, unit: 'euros' }, /budget.unit is "euros": give one of points/],
    ['of nothing', { ...budget, max: 0 }, /budget.max is 0: give a whole number of at least 1/],
    ['of no time', { ...budget, periodMs: 0.5 }, /budget.periodMs is 0.5/],
    ['two of one name', [budget, budget], /budget.name is "budget": give one that no other limit has/],
  ])('%s is an error at once', (_, given, message) => {
    expect(() => metered(() => 1, { budget: given as Budget })).toThrow(message);
  });
});

it('a client that does not carry what keeps budgets says how to get it', () => {
  const options = {
    apiKey: 'nmb_secret',
    baseUrl: 'http://nimbus.test',
    budget: { unit: 'requests', max: 1, periodMs: 1 },
  };
  expect(() => new ContractClient(nimbusProfile, options)).toThrow(/budget: give the contract, too, as defineProvider/);
});
