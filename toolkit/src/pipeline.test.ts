import { describe, expect, it } from 'vitest';
import { ContractClient } from './providers/client.ts';
import type { ProviderContract } from './providers/contract.ts';
import { nimbusProfile } from './providers/nimbus/profile.ts';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest } from './testing/index.ts';

/** Nimbus with a ceiling and a window so small that every policy is felt. */
function contract(ceiling: number, windowLimit: number): ProviderContract {
  const copy: ProviderContract = structuredClone(nimbusProfile as ProviderContract);
  const free = copy.tiers.free as ProviderContract['tiers'][string];
  if (free.ceiling) free.ceiling.max = ceiling;
  for (const window of free.windows) Object.assign(window, { limit: windowLimit });
  return copy;
}

function setUp(
  reply: (request: SentRequest, at: number) => Reply,
  { ceiling = 1, windowLimit = 1_000, maxQueued = 1_000 } = {},
) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, reply);
  const recorder = new EventRecorder();
  const options = { apiKey: 'nmb_secret', tier: 'free', baseUrl: 'http://nimbus.test', maxQueued };
  const client = new ContractClient(
    contract(ceiling, windowLimit),
    { ...options, clock, random: () => 0, onEvent: recorder.sink },
    () => transport,
  );
  const call = (callId: string, signal?: AbortSignal) =>
    client
      .call('infer', {}, (body) => body, { callId, signal })
      .then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
  return { clock, transport, recorder, client, call };
}

const headers = (remaining: number, retryAfter = 0): Record<string, string> => ({
  'x-ratelimit-remaining': String(remaining),
  'retry-after': String(retryAfter),
});
const served = (afterMs: number, remaining = 500): Reply => ({ body: {}, headers: headers(remaining), afterMs });

/** 20 failures within 10 s open Nimbus's breaker. */
async function openBreaker({ clock, call, recorder }: ReturnType<typeof setUp>): Promise<void> {
  for (let at = 0; at < 20; at += 1) void call(`failing-${at}`);
  await clock.advance(1);
  expect(recorder.ofType('breaker-changed')).toMatchObject([{ from: 'closed', to: 'open' }]);
}

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
      when: 'only a slot is missing, it waits in the bulkhead',
      arrange: async (s: ReturnType<typeof setUp>) => {
        void s.call('holds-the-slot');
        await s.clock.advance(1);
      },
      reply: () => served(80),
      waits: ['bulkhead'],
      ends: 'ok',
    },
    {
      when: 'the server has one request left and it is in flight, it waits for the permit, not for a slot',
      arrange: async (s: ReturnType<typeof setUp>) => {
        await s.clock.runUntil(s.call('tells-that-one-is-left'));
        void s.call('takes-it');
        await s.clock.advance(1);
      },
      reply: (_request: SentRequest, at: number) => served(80, at === 0 ? 1 : 0),
      waits: ['rate'],
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
    expect(causes).toEqual(['bulkhead', 'gate']);
  });
});

describe('what a call holds', () => {
  it('holds no slot while it sleeps before a retry', async () => {
    const s = setUp((request) => (request.callId === 'failing' ? 503 : served(80)));
    const failing = s.call('failing');
    await s.clock.advance(10);
    expect(await s.clock.runUntil(s.call('other'))).toBe('ok');
    expect((s.transport.sent[1] as SentRequest).callId).toBe('other');
    await s.clock.runUntil(failing);
  });

  it('keeps the slot until the transport is done, even where the call has ended', async () => {
    const deaf = setUp(() => served(0));
    let finish: () => void = () => {};
    // k6's transport: an abort ends the wait, not the request.
    deaf.transport.send = () =>
      new Promise((resolve) => {
        finish = () => resolve({ status: 200, header: () => undefined, body: '{}' });
      });
    const controller = new AbortController();
    const first = deaf.call('first', controller.signal);
    await deaf.clock.advance(1);
    controller.abort();
    expect(await first).toBe('EVK_CANCELLED');
    let secondStarted = false;
    const second = deaf.call('second').then(() => {
      secondStarted = true;
    });
    await deaf.clock.advance(1);
    expect(deaf.recorder.ofType('attempt-started')).toHaveLength(1);
    finish();
    await deaf.clock.advance(1);
    expect(deaf.recorder.ofType('attempt-started')).toHaveLength(2);
    finish();
    await second;
    expect(secondStarted).toBe(true);
  });
});

describe('cancellation', () => {
  it.each([
    { step: 'before it starts', untilMs: -1, sent: 0 },
    { step: 'in flight', untilMs: 40, sent: 1 },
    { step: 'in backoff', untilMs: 500, sent: 1 },
    { step: 'in the second attempt', untilMs: 1_100, sent: 2 },
  ])('ends the call at once when it is $step, and nothing is sent afterwards', async ({ untilMs, sent }) => {
    const s = setUp(() => ({ status: 503, headers: headers(500), afterMs: 80 }));
    const controller = new AbortController();
    if (untilMs < 0) controller.abort();
    const call = s.call('call', controller.signal);
    await s.clock.advance(Math.max(0, untilMs));
    controller.abort();
    const cancelledAtMs = s.clock.now();
    expect(await s.clock.runUntil(call)).toBe('EVK_CANCELLED');
    expect(s.clock.now()).toBe(cancelledAtMs);
    await s.clock.advance(200_000);
    expect(s.transport.sent).toHaveLength(sent);
    expect(s.clock.pending).toBe(0);
    expect(s.recorder.ofType('call-ended')).toMatchObject([{ outcome: 'cancelled', attempts: sent }]);
  });

  it('loses no slot, and counts no attempt that never left, if it comes the moment a call is admitted', async () => {
    const s = setUp(() => served(80));
    const controller = new AbortController();
    void Promise.resolve().then(() => controller.abort());
    expect(await s.clock.runUntil(s.call('cancelled', controller.signal))).toBe('EVK_CANCELLED');
    expect(s.recorder.ofType('attempt-started')).toHaveLength(s.transport.sent.length);
    expect(await s.clock.runUntil(s.call('after'))).toBe('ok');
  });

  it.each(['gate', 'rate', 'bulkhead'])('ends a wait for the %s, and the place goes to the next', async (cause) => {
    const replies: Record<string, (at: number) => Reply> = {
      gate: (at) => (at === 0 ? { body: {}, headers: headers(0, 2) } : served(80)),
      rate: (at) => served(80, at === 0 ? 1 : 0),
      bulkhead: () => served(80),
    };
    const s = setUp((_request, at) => (replies[cause] as (at: number) => Reply)(at));
    if (cause !== 'bulkhead') await s.clock.runUntil(s.call('first'));
    const holder = cause === 'gate' ? undefined : s.call('holder');
    const controller = new AbortController();
    const cancelled = s.call('cancelled', controller.signal);
    const next = s.call('next');
    await s.clock.advance(5);
    expect(s.recorder.ofType('wait-started').map((event) => event.cause)).toContain(cause);
    controller.abort();
    expect(await cancelled).toBe('EVK_CANCELLED');
    expect(await s.clock.runUntil(next)).toBe('ok');
    await holder;
    expect(s.transport.sent.map(({ callId }) => callId)).not.toContain('cancelled');
    await s.clock.runUntil(s.client.close());
    expect(s.clock.pending).toBe(0);
  });
});

describe('the line', () => {
  it.each(['gate', 'rate', 'bulkhead'])('for the %s is bounded by maxQueued', async (cause) => {
    const replies: Record<string, (at: number) => Reply> = {
      gate: (at) => (at === 0 ? { body: {}, headers: headers(0, 2) } : served(80)),
      rate: (at) => served(80, at === 0 ? 1 : 500),
      bulkhead: () => served(80),
    };
    const s = setUp((_request, at) => (replies[cause] as (at: number) => Reply)(at), { maxQueued: 1 });
    if (cause !== 'bulkhead') await s.clock.runUntil(s.call('first'));
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

describe('a subscriber that throws', () => {
  it('changes nothing for the call', async () => {
    const clock = new FakeClock();
    const told: unknown[] = [];
    const transport = new ScriptedTransport(clock, () => served(80));
    const client = new ContractClient(
      contract(1, 10),
      {
        apiKey: 'nmb_secret',
        baseUrl: 'http://nimbus.test',
        clock,
        onEvent: () => {
          throw new Error('bad subscriber');
        },
        onSinkError: (error) => told.push(error),
      },
      () => transport,
    );
    await expect(clock.runUntil(client.call('infer', {}, (body) => body))).resolves.toEqual({});
    expect(transport.sent).toHaveLength(1);
    expect(told.length).toBeGreaterThan(3);
  });
});

it('gives a backoff the one before it, and no delay that the server told', async () => {
  const clock = new FakeClock();
  const replies: Reply[] = [503, { status: 429, headers: headers(9, 30) }, 503, served(0)];
  const transport = new ScriptedTransport(clock, (_request, at) => replies[at] as Reply);
  const recorder = new EventRecorder();
  const decorrelated = contract(1, 1_000);
  decorrelated.retry.backoff = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 60_000 };
  decorrelated.retry.hintJitter = { kind: 'uniform', minMs: 0, maxMs: 0 };
  decorrelated.ours = [];
  const options = { apiKey: 'nmb_secret', tier: 'free', baseUrl: 'http://nimbus.test', clock, random: () => 0.5 };
  const client = new ContractClient(decorrelated, { ...options, onEvent: recorder.sink }, () => transport);
  await clock.runUntil(client.call('infer', {}, (body) => body));
  const delays = recorder.ofType('retry-scheduled').map(({ delayMs }) => delayMs);
  expect(delays).toEqual([200, 30_025, 350]);
});
