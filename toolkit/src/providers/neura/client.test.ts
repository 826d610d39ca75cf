import { describe, expect, it } from 'vitest';
import type { ProviderContract } from '../../contract/contract.ts';
import { defineProvider } from '../../contract/define.ts';
import type { Reply } from '../../testing/index.ts';
import { answers, pathOf, result, setUpNeura } from './client.fixture.ts';
import { neuraProfile } from './contract.ts';

describe('call', () => {
  it('sends what the wire format asks for, to the networks in turns', async () => {
    const { clock, transport, client } = setUpNeura(() => answers.ok);
    const calls = [client.call('echo', 'hi', { callId: 'call-1' }), client.call('echo', 'ho')];
    expect(await clock.runUntil(Promise.all(calls))).toEqual([result, result]);
    expect(transport.sent.map(pathOf)).toEqual(['/solana/agents/echo/call', '/base/agents/echo/call']);
    expect(transport.sent[0]).toMatchObject({
      method: 'POST',
      body: '{"input":"hi"}',
      headers: {
        authorization: 'Bearer nra_secret',
        'content-type': 'application/json',
        'evenkeel-call-id': 'call-1',
        'idempotency-key': expect.any(String),
      },
    });
  });

  it('goes to the network that is asked for, and only to those of the client', async () => {
    const { clock, transport, client } = setUpNeura(() => answers.ok, { networks: ['base'] });
    await clock.runUntil(client.call('echo', 1));
    await clock.runUntil(client.call('echo', 2, { network: 'solana' }));
    await clock.runUntil(client.call('echo', 3));
    expect(transport.sent.map((sent) => pathOf(sent).split('/')[1])).toEqual(['base', 'solana', 'base']);
  });

  it.each([
    ['/', 'echo/../x'],
    ['a dot segment', '..'],
  ])('lets no agent leave its place in the path: %s', async (_what, agent) => {
    const { clock, transport, client } = setUpNeura(() => answers.ok);
    const called = clock.runUntil(client.call(agent, 1, { network: 'base' }));
    if (agent === '..') {
      await expect(called).rejects.toMatchObject({ code: 'EVK_OPTION_INVALID' });
      return;
    }
    await called;
    expect(transport.sent.map(pathOf)).toEqual(['/base/agents/echo%2F..%2Fx/call']);
  });

  it('reads retryAfter from the body of a 429, and pauses what is counted together, and nothing else', async () => {
    const { clock, transport, client } = setUpNeura((_request, at) => (at === 0 ? answers.limited : answers.ok));
    const limited = client.call('echo', 1, { network: 'solana', callId: 'limited' });
    await clock.advance(1);
    const others = [
      client.call('echo', 2, { network: 'solana', callId: 'waits' }),
      client.call('echo', 3, { network: 'base', callId: 'goes on' }).catch(() => {}),
    ];
    await clock.runUntil(Promise.all([limited, ...others]));
    const [first = 0] = transport.sent.map(({ atMs }) => atMs);
    const sent = transport.sent.map(({ callId, atMs }) => [callId, atMs - first]);
    // All wait for the hint and a margin; the refused call also waits for its jitter.
    expect(sent).toEqual([
      ['limited', 0],
      ['waits', 5_025],
      ['limited', 5_525],
    ]);
  });

  it('goes on with other networks and other groups during a pause', async () => {
    const agents = { body: { success: true, data: { agents: [] } } };
    const { clock, transport, client } = setUpNeura((request, at) =>
      at === 0 ? answers.limited : pathOf(request).endsWith('agents') ? agents : answers.ok,
    );
    const limited = client.call('echo', 1, { network: 'solana' });
    await clock.advance(1);
    const startedMs = clock.now();
    await clock.runUntil(
      Promise.all([client.call('echo', 2, { network: 'base' }), client.discover({ network: 'solana' })]),
    );
    expect(clock.now() - startedMs).toBeLessThan(10);
    await clock.runUntil(limited);
    expect(transport.sent).toHaveLength(4);
  });

  it('sends no more than the window holds within any second, whatever it is told', async () => {
    const { clock, transport, client } = setUpNeura(() => answers.ok, { maxQueued: 2_000 });
    const calls = Array.from({ length: 1_200 }, (_, at) => client.call('echo', at, { network: 'base' }));
    await clock.runUntil(Promise.all(calls));
    const times = transport.sent.map(({ atMs }) => atMs);
    expect(times).toHaveLength(1_200);
    times.forEach((at, n) => {
      const inOneSecond = times[n + 300];
      if (inOneSecond !== undefined) expect(inOneSecond - at).toBeGreaterThan(1_000);
    });
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(5 * 1_010);
  });

  it('has no more in flight than connections, since what waits for one is counted nobody knows when', async () => {
    const contract: ProviderContract = structuredClone(neuraProfile);
    Object.assign(contract.tiers.standard as object, { pool: { connections: 3, keepAlive: 3 } });
    const { clock, transport, client } = setUpNeura(() => ({ ...answers.ok, afterMs: 10_000 }), {
      contract: defineProvider(contract),
    });
    const calls = Array.from({ length: 7 }, (_, at) => client.call('echo', at));
    await clock.advance(9_000);
    expect([transport.sent.length, transport.inFlight]).toEqual([3, 3]);
    await clock.runUntil(Promise.all(calls));
  });

  describe('when an upstream behind the router fails', () => {
    const sentAfter = async (reply: (at: number) => Reply) => {
      const s = setUpNeura((_request, at) => reply(at));
      const call = await s.clock.runUntil(Promise.allSettled([s.client.call('echo', 1, { network: 'base' })]));
      const [first = 0] = s.transport.sent.map(({ atMs }) => atMs);
      return { ...s, call: call[0], afterMs: s.transport.sent.map(({ atMs }) => atMs - first) };
    };

    it('does not retry at once what the backend has retried already', async () => {
      const { afterMs, call } = await sentAfter((at) => (at < 2 ? answers.failed(`T${at}`) : answers.ok));
      expect(afterMs).toEqual([0, 1_500, 4_000]);
      expect(call?.status).toBe('fulfilled');
    });

    it('retries repeated 500s with one timestamp after 10 to 30 s', async () => {
      const { afterMs } = await sentAfter((at) => (at < 3 ? answers.failed('T') : answers.ok));
      expect(afterMs).toEqual([0, 1_500, 21_500, 41_500]);
    });

    it("tells operators the upstream's own words, for a retry and at the end", async () => {
      const { recorder, call } = await sentAfter((at) => answers.failed(`T${at}`));
      const said = 'The upstream answered 500: "solana-rpc is down".';
      expect(call).toMatchObject({
        reason: { code: 'EVK_UPSTREAM_ERROR', attempts: 4, message: expect.stringContaining(said) },
      });
      expect(recorder.ofType('retry-scheduled')).toMatchObject(
        Array(3).fill({ reason: 'relayed', message: expect.stringContaining(said) }),
      );
      expect(recorder.ofType('call-ended')).toMatchObject([{ message: expect.stringContaining(said) }]);
    });

    it('keeps its own breaker closed, since the router is up', async () => {
      const { clock, client, recorder } = setUpNeura(() => answers.failed('T'));
      const calls = Array.from({ length: 200 }, (_, at) => client.call('echo', at).catch(() => {}));
      await clock.runUntil(Promise.all(calls));
      expect(recorder.ofType('breaker-changed')).toEqual([]);
    });

    it('opens the circuit of the network whose router fails, and no other', async () => {
      const { clock, client, recorder } = setUpNeura((request) =>
        pathOf(request).startsWith('/base') ? 502 : answers.ok,
      );
      const calls = Array.from({ length: 100 }, (_, at) => client.call('echo', at).catch(() => {}));
      await clock.runUntil(Promise.all(calls));
      expect(recorder.ofType('breaker-changed')[0]).toMatchObject({ upstream: 'base', from: 'closed', to: 'open' });
      expect(new Set(recorder.ofType('breaker-changed').map(({ upstream }) => upstream))).toEqual(new Set(['base']));
    });

    it('takes a success that says it is none for a failure', async () => {
      const lie = { body: { success: false, error: 'all retries failed', timestamp: 'T' } };
      const { afterMs, recorder } = await sentAfter((at) => (at === 0 ? lie : answers.ok));
      expect(afterMs).toEqual([0, 1_500]);
      expect(recorder.ofType('attempt-ended')[0]).toMatchObject({ result: 'relayed', status: 200 });
    });
  });
});

describe('discover', () => {
  const agent = { id: 'echo', name: 'Echo', network: 'base', description: 'Says it again.', price: null };
  const agents = { body: { success: true, data: { agents: [agent] } }, afterMs: 5 };

  it('asks each network once, however many ask, and keeps what it hears', async () => {
    const { clock, transport, client } = setUpNeura(() => agents);
    const asked = ['base', 'base', 'solana'] as const;
    await clock.runUntil(Promise.all(asked.map((network) => client.discover({ network }))));
    await clock.advance(50_000);
    expect(await clock.runUntil(client.discover({ network: 'base' }))).toEqual([agent]);
    expect(transport.sent.map(pathOf)).toEqual(['/base/agents', '/solana/agents']);
    await clock.advance(60_000);
    await clock.runUntil(client.discover({ network: 'base' }));
    expect(transport.sent).toHaveLength(3);
  });

  it('asks again when told to, but not more often than the contract says', async () => {
    const { clock, transport, client } = setUpNeura(() => agents);
    for (const waitMs of [0, 400, 700]) {
      await clock.advance(waitMs);
      await clock.runUntil(client.discover({ network: 'base', refresh: true }));
    }
    expect(transport.sent).toHaveLength(2);
  });

  it('refuses a body that lists no agents', async () => {
    const { clock, client } = setUpNeura(() => ({ body: { success: true, data: { agents: 'none' } } }));
    await expect(clock.runUntil(client.discover())).rejects.toMatchObject({ code: 'EVK_RESPONSE_INVALID' });
  });
});

describe('poll', () => {
  it('asks the networks in turns, one poll an interval, until the signal aborts', async () => {
    const { clock, transport, client } = setUpNeura((_request, at) => (at === 1 ? 404 : answers.ok));
    const controller = new AbortController();
    const seen: [string, string][] = [];
    const polling = (async () => {
      const { signal } = controller;
      for await (const { network, status } of client.poll('echo', 1, { everyMs: 1_000, signal })) {
        seen.push([network, status]);
        if (seen.length === 4) controller.abort();
      }
    })();
    await clock.runUntil(polling);
    expect(seen).toEqual([
      ['solana', 'fulfilled'],
      ['base', 'rejected'],
      ['solana', 'fulfilled'],
      ['base', 'fulfilled'],
    ]);
    const [first = 0] = transport.sent.map(({ atMs }) => atMs);
    expect(transport.sent.map(({ atMs }) => atMs - first)).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('refuses an interval that it cannot keep', async () => {
    const { client } = setUpNeura(() => answers.ok);
    await expect(client.poll('echo', 1, { everyMs: 0 }).next()).rejects.toThrow('Option everyMs is 0');
  });
});

describe('createClient', () => {
  it.each([
    [{ networks: [] }, 'Option networks is []'],
    [{ networks: ['ethereum' as 'base'] }, 'Option networks is "ethereum": give some of solana, base.'],
    [{ apiKey: 'nmb_secret' }, "Neura's keys start with nra_"],
  ])('refuses %o', (options, says) => {
    expect(() => setUpNeura(() => answers.ok, options)).toThrow(says);
  });
});
