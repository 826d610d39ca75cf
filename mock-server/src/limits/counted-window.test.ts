import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CountedWindow, type CountedWindowOptions, countingRedis } from './counted-window.ts';

// The library reads the machine's time, so that is what is faked.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings = { limit: 3, windowMs: 1_000, penaltyMs: 5_000, perNetwork: true, perRouteGroup: true };

function counted(options: Partial<CountedWindowOptions> = {}): CountedWindow {
  return new CountedWindow({ name: 'neura', settings, redis: null, onStoreFailure: 'closed', ...options });
}

async function verdicts(window: CountedWindow, times: number, key = 'k'): Promise<string[]> {
  return Promise.all(Array.from({ length: times }, async () => (await window.count(key)).verdict));
}

describe('in memory', () => {
  test('as many as the limit pass in a window, which starts at its first request', async () => {
    const window = counted();
    vi.advanceTimersByTime(700);
    expect(await verdicts(window, 1)).toEqual(['admitted']);
    vi.advanceTimersByTime(999);
    expect(await verdicts(window, 2)).toEqual(['admitted', 'admitted']);
    vi.advanceTimersByTime(1);
    expect(await verdicts(window, 3)).toEqual(['admitted', 'admitted', 'admitted']);
  });

  test('one more blocks the key for the penalty, and who asks meanwhile does not lengthen it', async () => {
    const window = counted();
    await verdicts(window, 3);
    vi.advanceTimersByTime(600);
    expect(await window.count('k')).toEqual({ verdict: 'limited', restMs: 5_000 });
    vi.advanceTimersByTime(4_000);
    expect(await window.count('k')).toEqual({ verdict: 'limited', restMs: 1_000 });
    vi.advanceTimersByTime(999);
    expect(await window.count('k')).toEqual({ verdict: 'limited', restMs: 1 });
    vi.advanceTimersByTime(1);
    expect(await verdicts(window, 4)).toEqual(['admitted', 'admitted', 'admitted', 'limited']);
  });

  test('without a penalty the window’s end is waited for', async () => {
    const window = counted({ settings: { ...settings, penaltyMs: 0 } });
    await verdicts(window, 3);
    vi.advanceTimersByTime(400);
    expect(await window.count('k')).toEqual({ verdict: 'limited', restMs: 600 });
    vi.advanceTimersByTime(600);
    expect(await verdicts(window, 1)).toEqual(['admitted']);
  });

  test('a window may be shorter than a second', async () => {
    const window = counted({ settings: { ...settings, windowMs: 50, penaltyMs: 70 } });
    expect(await verdicts(window, 4)).toEqual(['admitted', 'admitted', 'admitted', 'limited']);
    vi.advanceTimersByTime(70);
    expect(await verdicts(window, 1)).toEqual(['admitted']);
  });

  test('keys are counted apart', async () => {
    const window = counted();
    await verdicts(window, 4, 'a');
    expect(await verdicts(window, 3, 'b')).toEqual(['admitted', 'admitted', 'admitted']);
  });

  test('what is used is told by names that tell no key, until the window ends', async () => {
    const window = counted();
    await verdicts(window, 2, 'fingerprint solana/agents');
    await verdicts(window, 5, 'fingerprint base/agents');
    vi.advanceTimersByTime(400);
    const rows = await window.consumption();
    for (const name of Object.keys(rows)) expect(name).toMatch(/^rateLimit_neura:[0-9a-f]{12}$/);
    expect(Object.values(rows)).toEqual([
      { consumedPoints: 2, remainingPoints: 1, msBeforeNext: 600 },
      { consumedPoints: 5, remainingPoints: 0, msBeforeNext: 4_600 },
    ]);
    vi.advanceTimersByTime(600);
    expect(Object.values(await window.consumption())).toEqual([
      { consumedPoints: 5, remainingPoints: 0, msBeforeNext: 4_000 },
    ]);
    vi.advanceTimersByTime(4_000);
    expect(await window.consumption()).toEqual({});
    expect(window.failing).toBe(false);
  });
});

describe('in a Redis that is not there', () => {
  beforeEach(() => void vi.useRealTimers());

  test.each([
    ['open', true],
    ['closed', false],
  ] as const)('%s: a request that is not counted passes: %s', async (onStoreFailure, passes) => {
    const redis = countingRedis('redis://127.0.0.1:1');
    const window = counted({ redis, onStoreFailure });
    expect(window.failing).toBe(false);
    expect(await window.count('k')).toEqual({ verdict: 'not-counted', passes });
    expect(window.failing).toBe(true);
    expect(await window.consumption()).toEqual({});
    redis.disconnect();
  });

  test.each([{ windowMs: 500 }, { penaltyMs: 1_500 }])('%j is refused: Redis keeps whole seconds', (more) => {
    const redis = countingRedis('redis://127.0.0.1:1');
    expect(() => counted({ redis, settings: { ...settings, ...more } })).toThrow(
      expect.objectContaining({ code: 'EVK_MOCK_CONTRACT_UNSUPPORTED' }),
    );
    redis.disconnect();
  });
});
