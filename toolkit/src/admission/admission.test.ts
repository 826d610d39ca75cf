import { describe, expect, it } from 'vitest';
import { headers, openBreaker, served, setUp } from '../call/pipeline.fixture.ts';
import type { Reply, SentRequest } from '../testing/index.ts';

describe('the order of what an attempt needs', () => {
  it.each([
    {
      when: 'the breaker is open and the gate closed, the breaker refuses before anything waits',
      arrange: openBreaker,
      reply: (_request: SentRequest, at: number): Reply => ({ status: 503, headers: headers(at < 19 ? 500 : 0, 60) }),
      waits: [],
      ends: 'EVK_CIRCUIT_OPEN',
    },
    {
      when: 'the gate is closed and no slot is free, it waits for the gate first',
      arrange: async (s: ReturnType<typeof setUp>) => {
        await s.clock.runUntil(s.call('closes-the-gate'));
      },
      reply: (_request: SentRequest, at: number): Reply =>
        at === 0 ? { body: {}, headers: headers(0, 2) } : served(80),
      waits: ['gate'],
      ends: 'ok',
    },
    {
      when: 'only a slot is missing, it waits for the concurrency',
      arrange: async (s: ReturnType<typeof setUp>) => {
        void s.call('holds-the-slot');
        await s.clock.advance(1);
      },
      reply: () => served(80),
      waits: ['concurrency'],
      ends: 'ok',
    },
    {
      when: 'the server has one request left and it is in flight, it waits for the permit, not for a slot, and then as long as the server says',
      arrange: async (s: ReturnType<typeof setUp>) => {
        await s.clock.runUntil(s.call('tells-that-one-is-left'));
        void s.call('takes-it');
        await s.clock.advance(1);
      },
      reply: (_request: SentRequest, at: number) => served(80, at === 0 ? 1 : 0),
      waits: ['rate', 'gate'],
      ends: 'ok',
    },
  ])('when $when', async ({ arrange, reply, waits, ends }) => {
    const s = setUp(reply);
    await arrange(s);
    s.recorder.events.length = 0;
    expect(await s.clock.runUntil(s.call('probe'))).toBe(ends);
    const causes = s.recorder.ofType('wait-started').filter(({ callId }) => callId === 'probe');
    expect(causes.map(({ cause }) => cause)).toEqual(waits);
  });

  it('gives slot and permit back when the gate closes while it waits for a slot', async () => {
    const s = setUp((_request, at) => (at === 0 ? { body: {}, headers: headers(0, 3), afterMs: 80 } : served(80)));
    const first = s.call('first');
    const second = s.call('second');
    await s.clock.runUntil(Promise.all([first, second]));
    const [a, b] = s.transport.sent as [SentRequest, SentRequest];
    expect(b.atMs - a.atMs).toBe(80 + 3_000 + 25);
    const causes = s.recorder.ofType('wait-started').map(({ cause }) => cause);
    expect(causes).toEqual(['concurrency', 'gate']);
  });
});

describe('the line', () => {
  it.each(['gate', 'rate', 'concurrency'])('for the %s is bounded by maxQueued', async (cause) => {
    const replies: Record<string, (at: number) => Reply> = {
      gate: (at) => (at === 0 ? { body: {}, headers: headers(0, 2) } : served(80)),
      rate: (at) => served(80, at === 0 ? 1 : 500),
      concurrency: () => served(80),
    };
    const s = setUp((_request, at) => (replies[cause] as (at: number) => Reply)(at), { maxQueued: 1 });
    if (cause !== 'concurrency') await s.clock.runUntil(s.call('first'));
    const holder = cause === 'gate' ? undefined : s.call('holder');
    const waits = s.call('waits');
    expect(await s.call('surplus')).toBe('EVK_BULKHEAD_FULL');
    expect(s.recorder.ofType('wait-started').map((event) => event.cause)).toEqual([cause]);
    expect(s.recorder.ofType('rate-limited')).toMatchObject([{ callId: 'surplus', source: 'local' }]);
    expect(await s.clock.runUntil(waits)).toBe('ok');
    await holder;
  });

  it('takes a retry and a batch’s payloads however many wait', async () => {
    const s = setUp((_request, at) => (at === 0 ? { status: 503, headers: headers(500) } : served(3_000)), {
      maxQueued: 0,
    });
    const retried = s.call('retried');
    await s.clock.advance(500);
    const batch = Array.fromAsync(s.client.stream('infer', [1, 2, 3], (body) => body));
    expect(await s.clock.runUntil(retried)).toBe('ok');
    const settled = await s.clock.runUntil(batch);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });

  it('rejects a call that was not sent before its deadline: the upstream had no part in it', async () => {
    const s = setUp(() => served(29_000));
    const calls = Array.from({ length: 6 }, (_, at) => s.call(`call-${at}`));
    expect(await s.clock.runUntil(Promise.all(calls))).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'EVK_DEADLINE_EXCEEDED',
      'EVK_QUEUE_TIMEOUT',
    ]);
    const ends = s.recorder.ofType('call-ended').filter(({ outcome }) => outcome !== 'ok');
    expect(ends.map(({ outcome, attempts }) => [outcome, attempts]).toSorted()).toEqual([
      ['error', 1],
      ['rejected', 0],
    ]);
    expect(s.recorder.ofType('attempt-ended').at(-1)).toMatchObject({ result: 'transient' });
  });
});

describe('the breaker', () => {
  it('opens above half of at least 20 failures and lets one probe through after 5 s', async () => {
    const s = setUp((request) =>
      request.callId.startsWith('failing') ? { status: 503, headers: headers(500) } : served(80),
    );
    await openBreaker(s);
    expect(await s.clock.runUntil(s.call('refused'))).toBe('EVK_CIRCUIT_OPEN');
    await s.clock.advance(5_000);
    const probe = s.call('probe');
    const surplus = s.call('surplus');
    expect(await surplus).toBe('EVK_CIRCUIT_OPEN');
    expect(await s.clock.runUntil(probe)).toBe('ok');
    expect(await s.clock.runUntil(s.call('after'))).toBe('ok');
    expect(s.recorder.ofType('breaker-changed').map(({ to }) => to)).toEqual(['open', 'half-open', 'closed']);
  });

  it('refuses a retry that it opened before, and tells what had gone wrong', async () => {
    const s = setUp(() => ({ status: 503, headers: headers(500) }));
    const call = s.client.call('infer', {}, (body) => body, { callId: 'failing' });
    const error = call.catch((thrown: unknown) => thrown);
    await openBreaker(s);
    expect(await s.clock.runUntil(error)).toMatchObject({
      code: 'EVK_CIRCUIT_OPEN',
      attempts: 1,
      cause: { code: 'EVK_UPSTREAM_ERROR', status: 503 },
    });
  });

  it('takes no notice of 429s and of cancelled attempts', async () => {
    const s = setUp(() => ({ status: 429, headers: headers(500, 0), afterMs: 10 }));
    for (let at = 0; at < 10; at += 1) await s.clock.runUntil(s.call(`throttled-${at}`));
    for (let at = 0; at < 30; at += 1) {
      const controller = new AbortController();
      const call = s.call(`cancelled-${at}`, controller.signal);
      await s.clock.advance(1);
      controller.abort();
      await call;
    }
    expect(s.recorder.ofType('breaker-changed')).toEqual([]);
  });
});
