import { describe, expect, it } from 'vitest';
import { createClient } from '../client/create-client.ts';
import type { Budget } from '../contract/budget.ts';
import { defineProvider } from '../contract/define.ts';
import type { ProviderDefinition } from '../contract/definition.ts';
import { FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../testing/index.ts';

function setUp(
  definition: Omit<ProviderDefinition, 'name'>,
  reply: (request: SentRequest, at: number) => Reply,
  budget?: Budget,
) {
  const clock = new FakeClock();
  const contract = defineProvider({ name: 'api', authentication: null, ...definition });
  const client = createClient(contract, {
    baseUrl: 'https://api.test',
    transport: new ScriptedTransport(clock, reply),
    clock,
    random: () => 0,
    ...(budget && { budget }),
  });
  const call = (path: string, payload: unknown = {}): Promise<string> =>
    client.call('post', payload, { params: { path } }).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    );
  return { clock, client, call };
}

describe('a snapshot', () => {
  it('shows a circuit that is open, for how long, and that only time has made half-open', async () => {
    const s = setUp({ retry: { maxAttempts: 1 } }, () => 500);
    await s.clock.runUntil(Promise.all(Array.from({ length: 25 }, () => s.call('x'))));
    expect(s.client.state().breakers).toEqual([{ upstream: 'default', state: 'open', openForMs: 5_000 }]);
    await s.clock.advance(4_000);
    expect(s.client.state().breakers).toEqual([{ upstream: 'default', state: 'open', openForMs: 1_000 }]);
    await s.clock.advance(1_000);
    expect(s.client.state().breakers).toEqual([{ upstream: 'default', state: 'half-open', openForMs: 0 }]);
  });

  it('has a circuit for each network', () => {
    const operations = { ask: { method: 'POST', path: '/{network}/ask' } } as const;
    const s = setUp({ networks: ['east', 'west'], operations }, () => 200);
    expect(s.client.state().breakers.map(({ upstream }) => upstream)).toEqual(['east', 'west']);
  });

  it('shows the pause that the server told, and what waits for it', async () => {
    const s = setUp({ limits: [{ kind: 'window', amount: 10, windowMs: 1_000 }] }, (_request, at) =>
      at === 0 ? { status: 429, headers: { 'retry-after': '4' } } : {},
    );
    const first = s.call('x');
    await s.clock.advance(1);
    expect(s.client.state().pauses).toEqual([{ partition: '', forMs: 4_024 }]);
    const waits = s.call('y');
    await s.clock.advance(1_000);
    expect(s.client.state()).toMatchObject({ queued: 1, paused: false, pauses: [{ forMs: 3_024 }] });
    expect(await s.clock.runUntil(Promise.all([first, waits]))).toEqual(['ok', 'ok']);
    expect(s.client.state()).toMatchObject({ queued: 0, pauses: [] });
  });

  it('tells apart what a limit counts apart, by hashes where calls say what that is', async () => {
    const scope = ['credential', { request: 'model' }] as const;
    const s = setUp({ limits: [{ kind: 'window', amount: 10, windowMs: 60_000, scope }] }, () => ({}));
    await s.clock.runUntil(Promise.all([s.call('x', { model: 'large' }), s.call('x', { model: 'small' })]));
    await s.clock.runUntil(s.call('x', { model: 'small' }));
    const limits = s.client.state().limits.filter(({ unit }) => unit === 'requests');
    expect(limits.map(({ limit, used, left }) => [limit, used, left])).toEqual([
      [10, 1, 9],
      [10, 2, 8],
    ]);
    expect(new Set(limits.map(({ partition }) => partition)).size).toBe(2);
    expect(JSON.stringify(s.client.state())).not.toMatch(/large|small/);
  });

  it('knows of a limit that only answers tell what they have told', async () => {
    const s = setUp({}, () => ({ headers: { ratelimit: '"a";r=7;t=30', 'ratelimit-policy': '"a";q=10;w=60' } }));
    const about = { name: 'requests', unit: 'requests', partition: '', owed: 0, used: null };
    expect(s.client.state().limits).toEqual([{ ...about, limit: null, left: null }]);
    const call = s.call('x');
    await s.clock.runUntil(call);
    expect(s.client.state().limits).toEqual([{ ...about, limit: 10, left: 7 }]);
  });

  it('shows a day’s end, a budget, and what is in flight of a model', async () => {
    const s = setUp(
      {
        limits: [
          { kind: 'calendar', amount: 100, period: 'day' },
          { kind: 'concurrency', amount: 8 },
          { kind: 'concurrency', name: 'models', amount: 2, scope: ['credential', { request: 'model' }] },
        ],
      },
      () => ({ afterMs: 1_000 }),
      { name: 'own', unit: 'requests', max: 50, periodMs: 3_600_000 },
    );
    const call = s.call('x', { model: 'm' });
    await s.clock.advance(500);
    const [day, budget, models] = s.client.state().limits;
    expect(day).toMatchObject({ limit: 100, used: 1, left: 99, renewsInMs: 86_400_000 + 2_000 - 500 });
    expect(budget).toMatchObject({ name: 'own', limit: 50, used: 1, spent: 0 });
    expect(models).toMatchObject({ name: 'models', limit: 2, used: 1, left: 1 });
    await s.clock.runUntil(call);
    expect(s.client.state().limits[1]).toMatchObject({ used: 1, spent: 1 });
  });

  it('follows limits that are set anew', () => {
    const s = setUp({ limits: [{ kind: 'window', amount: 10, windowMs: 1_000 }] }, () => 200);
    s.client.setLimits({ window: { limit: 4 } });
    expect(s.client.state().limits[0]).toMatchObject({ limit: 4, left: 4 });
  });
});
