import { neuraProfile } from '@evenkeel/toolkit/providers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import type { BackendSettings } from '../settings.ts';
import { Upstream, UpstreamFailure } from './upstream.ts';

// opossum reads the machine's time, so that is what is faked.
beforeEach(() => void vi.useFakeTimers());
const opened: Upstream[] = [];
afterEach(() => {
  for (const upstream of opened.splice(0)) upstream.close();
  vi.useRealTimers();
});

const backend: BackendSettings = neuraProfile.backend;
const { resetMs, timeoutMs } = backend.breaker;
const notRetried: BackendSettings = { ...backend, retries: { ...backend.retries, max: 0 } };

function setUp(settings: BackendSettings = notRetried) {
  const states: string[] = [];
  const retries: { retry: number; delayMs: number }[] = [];
  const events = {
    onStateChange: (network: string, state: string) => void states.push(`${network} ${state}`),
    onRetry: (_network: string, retry: number, delayMs: number) => void retries.push({ retry, delayMs }),
  };
  const upstream = new Upstream('solana', settings, { clock: systemClock, seed: 1, events });
  opened.push(upstream);
  let calls = 0;
  /** 'ok', or why not. */
  async function call(fails: boolean, serviceMs = 5): Promise<string | UpstreamFailure> {
    calls += 1;
    const subject = { key: '01234567', callId: `c-${calls}`, attempt: 1 };
    return upstream.call({ subject, serviceMs, fails }).then(
      () => 'ok',
      (error: UpstreamFailure) => error,
    );
  }
  async function run(fates: readonly boolean[]): Promise<void> {
    for (const fails of fates) {
      const result = call(fails);
      await vi.advanceTimersByTimeAsync(5);
      await result;
    }
  }
  return { upstream, states, retries, call, run };
}

const many = (times: number, fails: boolean): boolean[] => Array(times).fill(fails);
const OPEN = 'Upstream solana-rpc is unavailable: its circuit breaker is open. Try again later.';

describe('the breaker opens strictly above half of at least ten calls', () => {
  test.each([
    ['nine failures', many(9, true), 'closed'],
    ['the tenth', many(10, true), 'open'],
    ['five of ten', [...many(5, false), ...many(5, true)], 'closed'],
    ['six of eleven', [...many(5, false), ...many(6, true)], 'open'],
    ['ten of twenty', [...many(10, false), ...many(10, true)], 'closed'],
    ['eleven of twenty-one', [...many(10, false), ...many(11, true)], 'open'],
  ])('%s: %s', async (_what, fates, state) => {
    const { upstream, run } = setUp();
    await run(fates);
    expect(upstream.state).toBe(state);
  });

  test('calls that have started count, although they have not ended', async () => {
    const { upstream, call, run } = setUp();
    const slow = Array.from({ length: 10 }, () => call(false, 20_000));
    await run(many(9, true));
    expect(upstream.state).toBe('closed');
    await run(many(2, true));
    expect(upstream.state).toBe('open');
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all(slow);
  });

  test('failures of more than ten seconds ago do not', async () => {
    const { upstream, run } = setUp();
    await run(many(9, true));
    await vi.advanceTimersByTimeAsync(backend.breaker.window.sizeMs + 1_000);
    await run(many(9, true));
    expect(upstream.state).toBe('closed');
    await run([true]);
    expect(upstream.state).toBe('open');
  });
});

test('an open one fails at once, always with the time at which it opened', async () => {
  const { call, run } = setUp();
  await run(many(10, true));
  const openedAtMs = systemClock.now();
  for (const waitMs of [1, 500, 20_000]) {
    await vi.advanceTimersByTimeAsync(waitMs);
    const atMs = systemClock.now();
    const failure = await call(false);
    expect(failure).toMatchObject({ message: OPEN, atMs: expect.closeTo(openedAtMs, 3) });
    expect(systemClock.now()).toBe(atMs);
  }
});

describe('after the reset', () => {
  async function halfOpen() {
    const bench = setUp();
    await bench.run(many(10, true));
    await vi.advanceTimersByTimeAsync(resetMs - 1);
    expect(bench.upstream.state).toBe('open');
    await vi.advanceTimersByTimeAsync(1);
    expect(bench.upstream.state).toBe('half-open');
    return bench;
  }

  test('a call that is served closes it', async () => {
    const { upstream, states, run } = await halfOpen();
    await run([false]);
    expect(upstream.state).toBe('closed');
    expect(states).toEqual(['solana open', 'solana half-open', 'solana closed']);
  });

  test('one that fails opens it again, at a time of its own', async () => {
    const { upstream, call, run } = await halfOpen();
    const before = systemClock.now();
    await run([true]);
    expect(upstream.state).toBe('open');
    expect(await call(false)).toMatchObject({ message: OPEN, atMs: expect.closeTo(before + 5, 3) });
    await vi.advanceTimersByTimeAsync(resetMs);
    expect(upstream.state).toBe('half-open');
  });

  test('one call at a time tries it', async () => {
    const { call } = await halfOpen();
    const probe = call(false);
    expect(await call(false)).toMatchObject({ message: OPEN });
    await vi.advanceTimersByTimeAsync(5);
    expect(await probe).toBe('ok');
  });
});

describe('retries', () => {
  test('three, each after a draw below a cap that doubles', async () => {
    const { call, retries } = setUp(backend);
    const startMs = systemClock.now();
    const result = call(true);
    await vi.advanceTimersByTimeAsync(30_000);
    const failure = await result;
    expect(failure).toBeInstanceOf(UpstreamFailure);
    expect(failure).toMatchObject({ message: 'Upstream solana-rpc failed 4 times: solana-rpc answered 502.' });
    expect(retries.map(({ retry }) => retry)).toEqual([1, 2, 3]);
    const waitedMs = retries.reduce((sum, { delayMs }) => sum + delayMs, 0);
    expect((failure as UpstreamFailure).atMs - startMs - 4 * 5).toBeCloseTo(waitedMs, -1);
  });

  test('their draws go from nothing to 1, 2 and 4 s, and never beyond 10', async () => {
    const five: BackendSettings = {
      breaker: { ...backend.breaker, minimumCalls: 1_000_000 },
      retries: { ...backend.retries, max: 5 },
    };
    const { call, retries } = setUp(five);
    const calls = Array.from({ length: 300 }, () => call(true));
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all(calls);
    for (const [retry, capMs] of [
      [1, 1_000],
      [2, 2_000],
      [3, 4_000],
      [4, 8_000],
      [5, 10_000],
    ] as const) {
      const delays = retries.filter((one) => one.retry === retry).map(({ delayMs }) => delayMs);
      expect(delays).toHaveLength(300);
      expect(Math.max(...delays)).toBeLessThanOrEqual(capMs);
      expect(Math.max(...delays)).toBeGreaterThan(0.95 * capMs);
      expect(Math.min(...delays)).toBeLessThan(0.05 * capMs);
    }
  });

  test('a retry that is served is enough', async () => {
    const { upstream, run } = setUp(backend);
    const subject = { key: '01234567', callId: 'c', attempt: 1 };
    const call = { subject, serviceMs: 5, fails: true };
    const result = upstream.call(call);
    await vi.advanceTimersByTimeAsync(5);
    call.fails = false;
    await vi.advanceTimersByTimeAsync(1_100);
    await expect(result).resolves.toBeUndefined();
    await run([false]);
  });

  test('none of an open breaker, nor of the failure that opened it', async () => {
    const { call, run, retries } = setUp(backend);
    const first = Array.from({ length: 9 }, () => call(true));
    await vi.advanceTimersByTimeAsync(5);
    expect(retries).toHaveLength(9);
    const opening = call(true);
    await vi.advanceTimersByTimeAsync(5);
    expect(await opening).toMatchObject({ message: OPEN });
    await run([true, false]);
    // Those that wait for a retry find the breaker open.
    await vi.advanceTimersByTimeAsync(1_000);
    for (const failure of await Promise.all(first)) expect(failure).toMatchObject({ message: OPEN });
    expect(retries).toHaveLength(9);
  });
});

test('what takes longer than the breaker’s timeout has failed', async () => {
  const { call } = setUp();
  const result = call(false, timeoutMs + 1);
  await vi.advanceTimersByTimeAsync(timeoutMs);
  expect(await result).toMatchObject({
    message: expect.stringMatching(/^Upstream solana-rpc failed 1 times: Timed out/),
  });
  await vi.advanceTimersByTimeAsync(1);
});
