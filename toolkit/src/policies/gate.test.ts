import { describe, expect, it } from 'vitest';
import { type ErrorCode, EvenkeelError } from '../errors/errors.ts';
import { FakeClock } from '../testing/index.ts';
import { CallScope } from '../time/wait-scope.ts';
import { Gate } from './gate.ts';

/** Callers that note when they got through, or why not. */
function setUp(onOpen?: () => void) {
  const clock = new FakeClock(0);
  const gate = new Gate({ clock, ...(onOpen && { onOpen }) });
  const ends: unknown[] = [];
  const pass = (name: string, deadlineMs = 1e6, signal?: AbortSignal) =>
    gate.pass(new CallScope(clock, deadlineMs, signal)).then(
      () => ends.push([name, clock.now()]),
      (error: { code: string; retryAfterMs?: number }) => ends.push([name, error.code, error.retryAfterMs]),
    );
  return { clock, gate, ends, pass };
}

describe('Gate', () => {
  it('is open until it is closed', async () => {
    const { gate, ends, pass } = setUp();
    await pass('a');
    expect(gate.closed).toBe(false);
    expect(ends).toEqual([['a', 0]]);
  });

  it('lets nobody through before the pause ends, then all of them in order, after onOpen', async () => {
    const { clock, gate, ends, pass } = setUp(() => ends.push('onOpen'));
    expect(gate.close(1_000)).toBe(true);
    void pass('a');
    void pass('b');
    await clock.advance(999);
    expect(ends).toEqual([]);
    expect(gate.waiting).toBe(2);
    await clock.advance(1);
    expect(ends).toEqual(['onOpen', ['a', 1_000], ['b', 1_000]]);
  });

  it.each([
    { pause: 'shorter', first: 1_000, second: 500, longer: false, opens: 1_000 },
    { pause: 'longer', first: 500, second: 1_000, longer: true, opens: 1_000 },
  ])('keeps to the longest pause when a $pause one follows', async ({ first, second, longer, opens }) => {
    const { clock, gate, ends, pass } = setUp();
    gate.close(first);
    void pass('a');
    expect(gate.close(second)).toBe(longer);
    await clock.advance(opens - 1);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toEqual([['a', opens]]);
    expect(clock.pending).toBe(1);
  });

  it.each([
    { deadlineMs: 999, end: ['a', 'EVK_GATE_CLOSED', 1_000] },
    { deadlineMs: 1_000, end: ['a', 1_000] },
  ])('with a deadline after $deadlineMs ms ends with $end', async ({ deadlineMs, end }) => {
    const { clock, gate, ends, pass } = setUp();
    gate.close(1_000);
    const passed = pass('a', deadlineMs);
    if (deadlineMs < 1_000) await passed;
    else await clock.advance(1_000);
    expect(ends[0]).toEqual(end);
  });

  it('refuses one who waits as soon as the pause grows beyond its deadline', async () => {
    const { clock, gate, ends, pass } = setUp();
    gate.close(1_000);
    const waiting = pass('a', 2_000);
    await clock.advance(400);
    gate.close(5_000);
    await waiting;
    expect(ends).toEqual([['a', 'EVK_GATE_CLOSED', 5_000]]);
    expect(clock.now()).toBe(400);
  });

  it('lets go of a caller that cancels', async () => {
    const { gate, ends, pass } = setUp();
    const controller = new AbortController();
    gate.close(1_000);
    const waiting = pass('a', 1e6, controller.signal);
    controller.abort();
    await waiting;
    expect(ends).toEqual([['a', 'EVK_CANCELLED', undefined]]);
    expect(gate.waiting).toBe(0);
  });

  it('stays closed when its timer fires early', async () => {
    const clock = new FakeClock(0);
    const early = {
      now: () => clock.now(),
      setTimeout: (fn: () => void, delayMs: number) => clock.setTimeout(fn, delayMs > 50 ? delayMs - 50 : delayMs),
    };
    const gate = new Gate({ clock: early });
    gate.close(1_000);
    await clock.advance(950);
    expect(gate.closed).toBe(true);
    await clock.advance(50);
    expect(gate.closed).toBe(false);
  });

  it('forgets its timer, and frees who waits, when it is disposed of', async () => {
    const { clock, gate, ends, pass } = setUp();
    gate.close(1_000);
    const waiting = pass('a');
    gate.dispose();
    await waiting;
    expect(ends).toEqual([['a', 0]]);
    expect(clock.now()).toBe(0);
  });
});

describe('a pause by hand', () => {
  it('holds all until it ends, then lets them go in order, and drops none', async () => {
    const { clock, gate, ends, pass } = setUp();
    gate.pause();
    gate.pause();
    void pass('a');
    void pass('b');
    await clock.advance(5_000);
    expect([gate.paused, gate.closed, gate.waiting]).toEqual([true, true, 2]);
    gate.resume();
    await clock.advance(0);
    await pass('c');
    expect(ends).toEqual([
      ['a', 5_000],
      ['b', 5_000],
      ['c', 5_000],
    ]);
    expect([gate.paused, gate.closed]).toEqual([false, false]);
  });

  it.each([
    { resumedAtMs: 400, opensAtMs: 1_000 },
    { resumedAtMs: 1_600, opensAtMs: 1_600 },
  ])('that ends at $resumedAtMs ms, beside one of 1,000 ms by the server, opens at $opensAtMs ms', async (times) => {
    const { clock, gate, ends, pass } = setUp(() => ends.push(['onOpen', clock.now()]));
    gate.close(1_000);
    gate.pause();
    void pass('a');
    void pass('b');
    clock.setTimeout(() => gate.resume(), times.resumedAtMs);
    await clock.advance(times.opensAtMs - 1);
    expect(gate.waiting).toBe(2);
    await clock.advance(1);
    expect(ends).toEqual([
      ['onOpen', 1_000],
      ['a', times.opensAtMs],
      ['b', times.opensAtMs],
    ]);
  });

  it('ends a wait at its deadline, or when its caller cancels', async () => {
    const { clock, gate, ends, pass } = setUp();
    const controller = new AbortController();
    gate.pause();
    void pass('late', 300);
    void pass('cancelled', 1e6, controller.signal);
    clock.setTimeout(() => controller.abort(), 100);
    await clock.advance(300);
    expect(ends).toEqual([
      ['cancelled', 'EVK_CANCELLED', undefined],
      ['late', 'EVK_DEADLINE_EXCEEDED', undefined],
    ]);
    expect(gate.waiting).toBe(0);
  });

  it('refuses at once one whom the server lets through too late only', async () => {
    const { gate, ends, pass } = setUp();
    gate.pause();
    const waiting = pass('a', 500);
    gate.close(1_000);
    await waiting;
    expect(ends).toEqual([['a', 'EVK_GATE_CLOSED', 1_000]]);
  });

  it('lets what is in flight finish, and is over when the gate is disposed of', async () => {
    const { clock, gate } = setUp();
    const inFlight = gate.execute(() => new Promise((resolve) => clock.setTimeout(() => resolve('done'), 50)));
    await clock.advance(0);
    gate.pause();
    const waiting = gate.execute(() => 'sent');
    expect(await clock.runUntil(inFlight)).toBe('done');
    expect(gate.waiting).toBe(1);
    gate.dispose();
    expect([await waiting, gate.paused]).toEqual(['sent', false]);
  });
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses to close for %s', (forMs) => {
  expect(() => new Gate().close(forMs)).toThrow('Option forMs is');
});

describe('Gate by the error of a call', () => {
  const told = (code: ErrorCode, retryAfterMs?: number) =>
    new EvenkeelError(code, 'No.', retryAfterMs === undefined ? {} : { retryAfterMs });

  it.each<[string, unknown, number]>([
    ['a 429 that tells how long', told('EVK_THROTTLED', 1_500), 1_500],
    ['a 503 that tells how long', told('EVK_UPSTREAM_ERROR', 800), 800],
    ['one that asks for too much', told('EVK_THROTTLED', 1e9), 60_000],
    ['one that asks for ever', told('EVK_THROTTLED', Number.POSITIVE_INFINITY), 60_000],
    ['one that asks for nothing', told('EVK_THROTTLED'), 0],
    ['one that asks for no number', told('EVK_THROTTLED', Number.NaN), 0],
    ['one that asks for a time in the past', told('EVK_THROTTLED', -5), 0],
    ['a refusal by a policy inside', told('EVK_CIRCUIT_OPEN', 5_000), 0],
    ['an error that is not ours', Object.assign(new Error('x'), { retryAfterMs: 5 }), 0],
  ])('is closed by %s', async (_what, error, forMs) => {
    const clock = new FakeClock(0);
    const gate = new Gate({ clock, maxHintMs: 60_000 });
    await expect(gate.execute(() => Promise.reject(error))).rejects.toBe(error);
    expect(gate.closed).toBe(forMs > 0);
    await clock.runUntil(gate.execute(() => 'done'));
    expect(clock.now()).toBe(forMs);
  });
});
