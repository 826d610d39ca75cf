import { type Backend, neuraProfile } from '@evenkeel/toolkit/providers';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Upstream, UpstreamFailure, type UpstreamState } from './upstream.ts';

// The library reads only the machine's clock, so that is what is faked.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const backend = neuraProfile.backend as Backend;
const { minimumCalls, resetMs, window } = backend.breaker;
const { max } = backend.retries;
const subject = { key: 'k', callId: 'c', attempt: 1 };
const open: Upstream[] = [];
afterEach(() => {
  for (const upstream of open.splice(0)) upstream.close();
});

/** An upstream, by default without retries, so that each call is one try. */
function behind({ retries = 0, timeoutMs = backend.breaker.timeoutMs } = {}) {
  const clock = new FakeClock();
  const states: UpstreamState[] = [];
  const delays: number[] = [];
  const events = {
    onStateChange: (_network: string, state: UpstreamState) => states.push(state),
    onRetry: (_network: string, _retry: number, delayMs: number) => delays.push(delayMs),
  };
  const breaker = { ...backend.breaker, timeoutMs };
  const settings = { breaker, retries: { ...backend.retries, max: retries } };
  const upstream = new Upstream('solana', settings, { clock, seed: 7, events });
  open.push(upstream);
  let calls = 0;
  /** Makes a call; undefined where it succeeded. */
  const call = async (fails: boolean, serviceMs = 5): Promise<UpstreamFailure | undefined> => {
    calls += 1;
    let failure: UpstreamFailure | undefined;
    let settled = false;
    const called = upstream.call({ subject: { ...subject, callId: `c-${calls}` }, serviceMs, fails }).then(
      () => undefined,
      (error: UpstreamFailure) => error,
    );
    called.then((error) => {
      failure = error;
      settled = true;
    });
    while (!settled) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.tick(clock.newestMs);
    }
    return failure;
  };
  const pass = (ms: number): void => {
    vi.advanceTimersByTime(ms);
    clock.tick(ms);
  };
  return { upstream, clock, call, pass, states, delays };
}

async function calls(call: (fails: boolean) => Promise<unknown>, succeed: number, fail: number): Promise<void> {
  for (let n = 0; n < succeed; n += 1) await call(false);
  for (let n = 0; n < fail; n += 1) await call(true);
}

describe("the breaker opens by opossum's rule", () => {
  test.each([
    [0, minimumCalls - 1, 'closed'],
    [0, minimumCalls, 'open'],
    // Exactly half is not above half.
    [5, 5, 'closed'],
    [5, 6, 'open'],
    [minimumCalls, 1, 'closed'],
  ])('%i successes, then %i failures: %s', async (succeed, fail, state) => {
    const { call, upstream } = behind();
    await calls(call, succeed, fail);
    expect(upstream.state).toBe(state);
  });

  test('what is older than its window does not count', async () => {
    const { call, pass, upstream } = behind();
    await calls(call, 0, minimumCalls - 1);
    pass(window.sizeMs + window.sizeMs / window.buckets);
    await calls(call, 0, minimumCalls - 1);
    expect(upstream.state).toBe('closed');
  });

  test('a call that takes too long has failed', async () => {
    // The time-out is shorter than the window: opossum counts a call when it starts, and forgets it with its bucket.
    const { upstream, states } = behind({ timeoutMs: 1_000 });
    const called = Array.from({ length: minimumCalls }, () =>
      upstream.call({ subject, serviceMs: 1_001, fails: false }),
    );
    vi.advanceTimersByTime(999);
    expect(states).toEqual([]);
    vi.advanceTimersByTime(1);
    await Promise.allSettled(called);
    expect(states).toEqual(['open']);
  });
});

describe('an open breaker', () => {
  async function opened() {
    const bench = behind();
    await calls(bench.call, 0, minimumCalls);
    return { ...bench, openedMs: bench.clock.now() };
  }

  test('fails at once, with the time at which it opened for as long as it is open', async () => {
    const { call, pass, openedMs, clock } = await opened();
    for (const laterMs of [0, 1_000, resetMs - 1_001]) {
      pass(laterMs);
      const failure = await call(false);
      expect(failure).toBeInstanceOf(UpstreamFailure);
      expect(failure).toMatchObject({ atMs: openedMs, message: expect.stringContaining('circuit breaker is open') });
      expect(failure?.message).toContain('solana-rpc');
    }
    expect(clock.now()).toBe(openedMs + resetMs - 1);
  });

  test('is half-open after the reset, and closes when a call succeeds', async () => {
    const { call, pass, upstream, states } = await opened();
    pass(resetMs);
    expect(upstream.state).toBe('half-open');
    expect(await call(false)).toBeUndefined();
    expect(states).toEqual(['open', 'half-open', 'closed']);
    expect(await call(false)).toBeUndefined();
  });

  test('opens again when the trial fails, and tells the new time', async () => {
    const { call, pass, states, openedMs } = await opened();
    pass(resetMs);
    await call(true);
    expect(states).toEqual(['open', 'half-open', 'open']);
    expect((await call(false))?.atMs).toBeGreaterThanOrEqual(openedMs + resetMs);
  });

  test('half-open it lets one call through', async () => {
    const { pass, upstream, clock } = await opened();
    pass(resetMs);
    const trial = upstream.call({ subject, serviceMs: 5, fails: false });
    await expect(upstream.call({ subject, serviceMs: 5, fails: false })).rejects.toThrow('circuit breaker is open');
    clock.tick(5);
    await trial;
    expect(upstream.state).toBe('closed');
  });
});

describe('retries', () => {
  test('are made as often as the contract says, and the failure tells of all', async () => {
    const { call, delays, clock } = behind({ retries: max });
    const failure = await call(true);
    expect(delays).toHaveLength(max);
    for (const [retry, delayMs] of delays.entries()) {
      const { baseMs, capMs } = backend.retries.backoff as { baseMs: number; capMs: number };
      expect(delayMs).toBeLessThanOrEqual(Math.min(capMs, baseMs * 2 ** retry));
    }
    expect(failure?.message).toBe(`Upstream solana-rpc failed ${max + 1} times: solana-rpc answered 502.`);
    expect(failure?.atMs).toBe(clock.now());
  });

  test('are the same with the same seed', async () => {
    const [one, two] = [behind({ retries: max }), behind({ retries: max })];
    await one.call(true);
    await two.call(true);
    expect(one.delays).toEqual(two.delays);
  });

  test('are not made of a success', async () => {
    const { call, delays } = behind({ retries: max });
    await call(false);
    expect(delays).toEqual([]);
  });

  test('end with the breaker’s opening, and none is made of an open one', async () => {
    const { call, delays, upstream } = behind({ retries: max });
    // Each call has 4 tries, so the tenth try is the second of the third call.
    for (let n = 0; n < 3; n += 1) await call(true);
    expect(upstream.state).toBe('open');
    const before = delays.length;
    expect(before).toBe(2 * max + 1);
    await call(true);
    expect(delays).toHaveLength(before);
  });
});
