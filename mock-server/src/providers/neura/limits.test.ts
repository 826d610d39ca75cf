import { neuraProfile, type WindowLimit } from '@evenkeel/toolkit/providers';
import type { LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NeuraBench, type NeuraRequest } from './app.fixture.ts';

// The limiter reads only the machine's clock, so that is what is faked.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const { amount: limit, windowMs, penaltyMs } = neuraProfile.tiers.standard.limits[0] as WindowLimit;
const AGENTS = '/solana/agents/nobody/call';
const INVOICES = '/solana/invoices/inv_1/pay';

function pass(bench: NeuraBench, ms: number): void {
  vi.advanceTimersByTime(ms);
  bench.clock.tick(ms);
}

/** Sends requests whose body does not fit, so that they are answered at once, and counted like all others. */
async function ask(bench: NeuraBench, times: number, path = AGENTS, request: NeuraRequest = {}) {
  const responses = [];
  for (let n = 0; n < times; n += 1) responses.push(await bench.ask(path, request));
  return responses;
}

const statuses = (responses: LightMyRequestResponse[]): number[] => [
  ...new Set(responses.map(({ statusCode }) => statusCode)),
];

describe('the request that exceeds the window', () => {
  test('gets the body to the letter, no header of its own, and a block of 5 s', async () => {
    const bench = new NeuraBench();
    expect(statuses(await ask(bench, limit))).toEqual([400]);
    const [refused] = await ask(bench, 1);
    expect(refused?.statusCode).toBe(429);
    const timestamp = new Date(bench.clock.now()).toISOString();
    expect(refused?.body).toBe(
      `{"success":false,"error":"Rate limit exceeded","retryAfter":5,"timestamp":"${timestamp}"}`,
    );
    expect(Object.keys(refused?.headers ?? {}).filter((name) => /retry|rate/i.test(name))).toEqual([]);
    pass(bench, penaltyMs - 1);
    expect(statuses(await ask(bench, 1))).toEqual([429]);
    pass(bench, 1);
    expect(statuses(await ask(bench, limit))).toEqual([400]);
  });

  test('begins a block that others do not lengthen, and are told what is left of', async () => {
    const bench = new NeuraBench();
    await ask(bench, limit + 1);
    const told = [];
    for (const ms of [0, 1, 999, 1_000, 2_999]) {
      pass(bench, ms);
      told.push((await ask(bench, 1))[0]?.json().retryAfter);
    }
    // Whole seconds, rounded up, so that a client that obeys is never early.
    expect(told).toEqual([5, 5, 4, 3, 1]);
  });

  test('a window that ends in time begins anew', async () => {
    const bench = new NeuraBench();
    for (let n = 0; n < 3; n += 1) {
      expect(statuses(await ask(bench, limit))).toEqual([400]);
      pass(bench, windowMs);
    }
  });

  test('is refused before its body is read, and journalled as refused by the window', async () => {
    const bench = new NeuraBench({ contractOverrides: { neura: { '/tiers/standard/limits/0/amount': 1 } } });
    await ask(bench, 3, '/base/agents/echo/call');
    const { entries } = await bench.journal('?status=429');
    const refusal = {
      status: 429,
      refusedBy: 'window',
      partition: 'base/agents',
      startMs: null,
      operation: 'agent_call',
    };
    expect(entries).toMatchObject([refusal, refusal]);
  });
});

describe('counted together', () => {
  const two = { contractOverrides: { neura: { '/tiers/standard/limits/0/amount': 2 } } };
  const other = { key: 'nra_other' };

  test.each<[string, string, NeuraRequest, number]>([
    ['another agent on the network', '/solana/agents/echo/call', {}, 429],
    ['the other network', '/base/agents/nobody/call', {}, 400],
    ['another group', INVOICES, {}, 400],
    ['another key', AGENTS, other, 400],
  ])('%s: %s', async (_what, path, request, status) => {
    const bench = new NeuraBench(two);
    await ask(bench, 2);
    expect(statuses(await ask(bench, 1, path, request))).toEqual([status]);
  });

  test('payments and replays are one group', async () => {
    const bench = new NeuraBench(two);
    await ask(bench, 1, INVOICES);
    await bench.get('/solana/invoices/inv_1/replay');
    expect(statuses(await ask(bench, 1, INVOICES))).toEqual([429]);
  });

  test('discovery, unpaid invoices and 404s count as well', async () => {
    const bench = new NeuraBench(two);
    const first = [];
    for (let n = 0; n < 3; n += 1) {
      for (const path of ['/solana/agents', '/base/agents/oracle/call', '/base/invoices/inv_1/replay']) {
        first.push((await bench.get(path, { body: { input: 'hi' } })).statusCode);
      }
    }
    expect(first).toEqual([200, 402, 404, 200, 402, 404, 429, 429, 429]);
  });

  test('a stranger counts against nobody', async () => {
    const bench = new NeuraBench(two);
    await ask(bench, 5, AGENTS, { key: 'nra_stranger' });
    expect(statuses(await ask(bench, 2))).toEqual([400]);
  });

  test('a contract may count wider, and the journal says what is counted', async () => {
    const contract = structuredClone(neuraProfile);
    Object.assign(contract.tiers.standard.limits[0] as WindowLimit, { scope: ['credential', 'network'], amount: 2 });
    const bench = new NeuraBench({ contracts: [contract] });
    await ask(bench, 2);
    expect(statuses(await ask(bench, 1, INVOICES))).toEqual([429]);
    expect(statuses(await ask(bench, 1, '/base/agents/echo/call'))).toEqual([400]);
    expect((await bench.journal()).entries.map(({ partition }) => partition)).toEqual([
      'solana',
      'solana',
      'solana',
      'base',
    ]);
  });
});

describe('GET /health/resilience', () => {
  test('shows the counters in the given form', async () => {
    const bench = new NeuraBench();
    await ask(bench, 42);
    await ask(bench, limit + 1, INVOICES);
    pass(bench, 100);
    const response = await bench.app.inject('/health/resilience');
    const { status, timestamp, resilience } = response.json();
    expect([status, timestamp]).toEqual(['healthy', new Date(bench.clock.now()).toISOString()]);
    expect(Object.values(resilience)).toEqual([
      { consumedPoints: 42, remainingPoints: limit - 42, msBeforeNext: windowMs - 100 },
      { consumedPoints: limit + 1, remainingPoints: 0, msBeforeNext: penaltyMs - 100 },
    ]);
    for (const name of Object.keys(resilience)) expect(name).toMatch(/^rateLimit_neura:[0-9a-f]{12}$/);
    expect(response.body).not.toContain('nra_');
    pass(bench, penaltyMs);
    expect((await bench.app.inject('/health/resilience')).json().resilience).toEqual({});
  });
});
