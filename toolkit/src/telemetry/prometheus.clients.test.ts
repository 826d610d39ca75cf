import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderContract } from '../contract/contract.ts';
import { resolveDefinition } from '../contract/resolve.ts';
import { combineSinks, type EventSink } from '../events.ts';
import type { CircuitStateName } from '../policies/breaker/circuit-breaker.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { createClient } from '../providers/nimbus/index.ts';
import { ScriptedTransport, seededRandom } from '../testing/index.ts';
import { labelValues, metricNames as n } from './names.ts';
import { life, Meter, provider, series, upstream } from './prometheus.fixture.ts';

let m: Meter;
beforeEach(() => {
  m = new Meter();
});

it('clients tell all that: their circuits, and the names of their tiers’ limits', async () => {
  let status = 500;
  const inference = { id: 'inf_1', output: 'hi', usage: { prompt_tokens: 1, completion_tokens: 1 } };
  const headers = { 'x-ratelimit-remaining': '42' };
  const transport = new ScriptedTransport(m.clock, () => ({ status, headers, body: inference }));
  const common = {
    apiKey: 'nmb_key',
    baseUrl: 'http://nimbus.test',
    transport,
    clock: m.clock,
    random: seededRandom(1),
    onEvent: m.sink,
  };
  const [one, other] = [createClient({ ...common, tier: 'free' }), createClient({ ...common, tier: 'pro' })];
  const states = async (): Promise<(number | undefined)[]> => {
    const all = await m.scrape();
    return labelValues.state.map((state) => all.get(series(n.breakers, { provider, upstream, state })));
  };
  expect(await states()).toEqual([2, 0, 0, 0]);
  const calls = Array.from({ length: 30 }, () => one.infer({ prompt: 'hi' }));
  await m.clock.runUntil(Promise.allSettled(calls));
  expect(await states()).toEqual([1, 1, 0, 0]);
  status = 200;
  await m.clock.runUntil(other.infer({ prompt: 'hi' }));
  expect((await m.scrape()).get(series(n.limitRemaining, { provider, limit: 'requests', unit: 'requests' }))).toBe(42);
  other.setLimits({ window: { limit: 7 } });
  expect((await m.scrape()).get(series(n.limit, { provider, limit: 'requests', unit: 'requests' }))).toBe(7);
  await m.clock.runUntil(one.close());
  expect(await states()).toEqual([1, 0, 0, 0]);
  await m.clock.runUntil(other.close());
  expect(await states()).toEqual([0, 0, 0, 0]);
});

describe('circuits are counted over clients', () => {
  const states = async (of = upstream): Promise<(number | undefined)[]> => {
    const all = await m.scrape();
    return labelValues.state.map((state) => all.get(series(n.breakers, { provider, upstream: of, state })));
  };
  const change = (from: CircuitStateName, to: CircuitStateName) =>
    ({ provider, type: 'breaker-changed', upstream, from, to }) as const;
  /** Opens a client, as its options do: each has a sink of its own. */
  const open = (): EventSink => {
    const client = combineSinks([m.sink]);
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
    m = new Meter([{ ...nimbusProfile, networks: ['base'] }]);
    open();
    expect([await states('base'), await states()]).toEqual([
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
  });
});

it('a limit has the name that it has in the tier of the client', async () => {
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
  m = new Meter([contract]);
  const unit = 'requests';
  const opened = (tier: string, limits: Record<string, number>): void =>
    m.sink({
      ...{ provider, type: 'client-opened', tier, ceiling: null },
      limits: Object.entries(limits).map(([name, limit]) => ({ name, unit, limit })),
    });
  opened('free', { burst: 10, daily: 100 });
  opened('paid', { steady: 50 });
  m.sink({ provider, type: 'limit-remaining', tier: 'free', unit: 'requests', remaining: 3 });
  m.sink({
    provider,
    type: 'limits-changed',
    tier: 'paid',
    ceiling: { from: null, to: null },
    limits: [{ name: 'steady', unit, limit: 40 }],
  });
  const told = [...(await m.scrape())].filter(
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
