import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CountedWindow } from './counted-window.ts';

// The library reads only the machine's clock, so that is what is faked.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const settings = {
  unit: 'requests',
  amount: 3,
  windowMs: 1_000,
  penaltyMs: 5_000,
  perNetwork: true,
  perGroup: true,
};

function inMemory(change: Partial<typeof settings> = {}): CountedWindow {
  return new CountedWindow({
    name: 'neura',
    settings: { ...settings, ...change },
    redis: null,
    onStoreFailure: 'closed',
  });
}

async function count(window: CountedWindow, times: number, key = 'k solana/agents') {
  const outcomes = [];
  for (let n = 0; n < times; n += 1) outcomes.push(await window.count(key, { requests: 1 }));
  return outcomes;
}

const quota = { unit: 'requests', limit: 3, windowMs: 1_000 };
const admitted = (remaining: number, restMs = 1_000) => ({
  outcome: 'admitted',
  quota: { ...quota, remaining, restMs },
});
const limited = (restMs: number) => ({ outcome: 'limited', quota: { ...quota, remaining: 0, restMs } });

describe('the window', () => {
  test('starts at its first request, and the next one begins with a full count', async () => {
    const window = inMemory();
    vi.advanceTimersByTime(700);
    expect(await count(window, 3)).toEqual([2, 1, 0].map((left) => admitted(left)));
    vi.advanceTimersByTime(999);
    expect(await window.count('k solana/agents', { requests: 1 })).toEqual(limited(5_000));
    const other = inMemory();
    await count(other, 3);
    vi.advanceTimersByTime(1_000);
    expect(await count(other, 3)).toEqual([2, 1, 0].map((left) => admitted(left)));
  });

  test('who exceeds it is blocked for the penalty, which later requests do not lengthen', async () => {
    const window = inMemory();
    await count(window, 3);
    vi.advanceTimersByTime(600);
    expect(await window.count('k solana/agents', { requests: 1 })).toEqual(limited(5_000));
    vi.advanceTimersByTime(3_000);
    expect(await count(window, 10)).toEqual(Array(10).fill(limited(2_000)));
    vi.advanceTimersByTime(1_999);
    expect(await window.count('k solana/agents', { requests: 1 })).toEqual(limited(1));
    vi.advanceTimersByTime(1);
    expect(await window.count('k solana/agents', { requests: 1 })).toEqual(admitted(2));
  });

  test('without a penalty what exceeds it waits for its end', async () => {
    const window = inMemory({ penaltyMs: 0 });
    await count(window, 3);
    vi.advanceTimersByTime(400);
    expect(await window.count('k solana/agents', { requests: 1 })).toEqual(limited(600));
  });

  test('may be shorter than a second in memory', async () => {
    const window = inMemory({ windowMs: 250, penaltyMs: 400 });
    const of = { windowMs: 250 };
    const [, , , last] = await count(window, 4);
    expect(last).toMatchObject({ ...limited(400), quota: { restMs: 400, ...of } });
    vi.advanceTimersByTime(400);
    expect(await window.count('k solana/agents', { requests: 1 })).toMatchObject({
      outcome: 'admitted',
      quota: { restMs: 250, ...of },
    });
  });

  test('keys are counted apart', async () => {
    const window = inMemory();
    await count(window, 4);
    expect(await window.count('k base/agents', { requests: 1 })).toEqual(admitted(2));
  });
});

test('a part of a second in Redis is refused: its client would keep the key for ever', async () => {
  const redis = new Redis({ lazyConnect: true });
  for (const change of [{ windowMs: 500 }, { penaltyMs: 1_500 }]) {
    const make = () =>
      new CountedWindow({ name: 'neura', settings: { ...settings, ...change }, redis, onStoreFailure: 'closed' });
    expect(make).toThrow(expect.objectContaining({ code: 'EVK_MOCK_CONTRACT_UNSUPPORTED' }));
  }
  redis.disconnect();
});

describe('what is told of its consumption', () => {
  test('is a row for each window that is open, under a name that tells no key', async () => {
    const window = inMemory();
    await count(window, 2, 'a1b2c3d4 solana/agents');
    await count(window, 4, 'a1b2c3d4 base/agents');
    vi.advanceTimersByTime(400);
    const rows = await window.consumption();
    expect(Object.values(rows)).toEqual([
      { consumedPoints: 2, remainingPoints: 1, msBeforeNext: 600 },
      { consumedPoints: 4, remainingPoints: 0, msBeforeNext: 4_600 },
    ]);
    for (const name of Object.keys(rows)) expect(name).toMatch(/^rateLimit_neura:[0-9a-f]{12}$/);
    expect(JSON.stringify(rows)).not.toMatch(/a1b2c3d4|solana|agents/);
  });

  test('goes with its window', async () => {
    const window = inMemory();
    await count(window, 1);
    vi.advanceTimersByTime(1_000);
    expect(await window.consumption()).toEqual({});
  });
});
