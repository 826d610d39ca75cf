import { neuraProfile } from '@evenkeel/toolkit/providers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { punctualClock } from '../clock.ts';
import type { BackendSettings } from '../settings.ts';
import { Upstream, type UpstreamFailure } from './upstream.ts';

// opossum reads the machine's time, so that is what is faked.
beforeEach(() => void vi.useFakeTimers());
const opened: Upstream[] = [];
afterEach(() => {
  for (const upstream of opened.splice(0)) upstream.close();
  vi.useRealTimers();
});

const backend = neuraProfile.backend as BackendSettings;
const notRetried: BackendSettings = { ...backend, retries: { ...backend.retries, max: 0 } };

function setUp(settings: BackendSettings = notRetried) {
  const retries: { retry: number; delayMs: number }[] = [];
  const events = {
    onStateChange: () => {},
    onRetry: (_network: string, retry: number, delayMs: number) => void retries.push({ retry, delayMs }),
  };
  const upstream = new Upstream('solana', settings, { clock: punctualClock, seed: 1, events });
  opened.push(upstream);
  let calls = 0;
  /** Makes a call; 'ok', or why it failed. */
  async function call(fails: boolean, serviceMs = 5): Promise<string | UpstreamFailure> {
    calls += 1;
    const subject = { key: '01234567', callId: `c-${calls}`, attempt: 1 };
    return upstream.call({ subject, serviceMs, fails }).then(
      () => 'ok',
      (error: UpstreamFailure) => error,
    );
  }
  async function run(failures: readonly boolean[]): Promise<void> {
    for (const fails of failures) {
      const result = call(fails);
      await vi.advanceTimersByTimeAsync(5);
      await result;
    }
  }
  return { upstream, retries, call, run };
}

const many = (times: number, fails: boolean): boolean[] => Array(times).fill(fails);
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
