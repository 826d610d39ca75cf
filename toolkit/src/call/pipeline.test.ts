import { describe, expect, it } from 'vitest';
import { ContractClient } from '../client/contract-client.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { defineProvider } from '../contract/define.ts';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../testing/index.ts';
import { contract, headers, served, setUp } from './pipeline.fixture.ts';

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

  it.each(['gate', 'rate', 'concurrency'])('ends a wait for the %s, and the place goes to the next', async (cause) => {
    const replies: Record<string, (at: number) => Reply> = {
      gate: (at) => (at === 0 ? { body: {}, headers: headers(0, 2) } : served(80)),
      rate: (at) => served(80, at === 0 ? 1 : 0),
      concurrency: () => served(80),
    };
    const s = setUp((_request, at) => (replies[cause] as (at: number) => Reply)(at));
    if (cause !== 'concurrency') await s.clock.runUntil(s.call('first'));
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

describe('a subscriber that throws', () => {
  it('changes nothing for the call', async () => {
    const clock = new FakeClock();
    const told: unknown[] = [];
    const transport = new ScriptedTransport(clock, () => served(80));
    const client = new ContractClient(defineProvider(contract(1, 10)), {
      apiKey: 'nmb_secret',
      baseUrl: 'http://nimbus.test',
      clock,
      onEvent: () => {
        throw new Error('bad subscriber');
      },
      onSinkError: (error) => told.push(error),
      transport,
    });
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
  const client = new ContractClient(defineProvider(decorrelated), { ...options, onEvent: recorder.sink, transport });
  await clock.runUntil(client.call('infer', {}, (body) => body));
  const delays = recorder.ofType('retry-scheduled').map(({ delayMs }) => delayMs);
  expect(delays).toEqual([200, 30_025, 350]);
});

describe('a 429 that does not say what is left', () => {
  const uncounted = (limits: 'window' | 'ceiling' | 'both' | 'neither') => (contract: ProviderContract) => {
    const free = contract.tiers.free as ProviderContract['tiers'][string];
    const kept = { window: ['window'], ceiling: ['concurrency'], both: ['window', 'concurrency'], neither: [''] }[
      limits
    ];
    Object.assign(free, { limits: free.limits.filter(({ kind }) => kept.includes(kind)) });
    const [retryAfter] = contract.hints;
    Object.assign(contract, { hints: [{ ...retryAfter, obeyedOn: ['throttled'] }], ours: [] });
  };

  it.each([
    ['window', true],
    ['both', true],
    ['neither', true],
    // The API counts only what is in flight, so the other calls are not concerned.
    ['ceiling', false],
  ] as const)('of an API that limits by %s: the others wait: %s', async (limits, wait) => {
    const throttled = { status: 429, headers: { 'retry-after': '2' } };
    const s = setUp((_request, at) => (at === 0 ? throttled : served(80)), { ceiling: 5, change: uncounted(limits) });
    const first = s.call('first');
    await s.clock.advance(1);
    expect(await s.clock.runUntil(s.call('other'))).toBe('ok');
    const other = s.transport.sent.find(({ callId }) => callId === 'other');
    expect((other?.atMs ?? 0) - (s.transport.sent[0]?.atMs ?? 0) >= 2_000).toBe(wait);
    await s.clock.runUntil(first);
  });
});
