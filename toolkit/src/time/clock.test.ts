import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { inBackground, systemClock } from './clock.ts';

it('the system clock tells milliseconds since the epoch and does not go back', () => {
  const first = systemClock.now();
  expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
  expect(systemClock.now()).toBeGreaterThanOrEqual(first);
});

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const platformLimitMs = 2 ** 31 - 1;
  it.each([0, -5, 1, 1_000, platformLimitMs, platformLimitMs + 1, 2.5 * platformLimitMs])(
    'fires a timer of %d ms once, when it is due and not before',
    (delayMs) => {
      const fired = vi.fn();
      systemClock.setTimeout(fired, delayMs);
      // Fake timers fire a delay of 0 only once time moves, just as the real ones do.
      const dueMs = Math.max(1, Math.ceil(delayMs));
      vi.advanceTimersByTime(dueMs - 1);
      expect(fired).toHaveBeenCalledTimes(delayMs <= 0 ? 1 : 0);
      vi.advanceTimersByTime(2);
      expect(fired).toHaveBeenCalledTimes(1);
    },
  );

  it.each([
    { when: 'in its first stretch', elapsedMs: 1 },
    { when: 'in its second stretch', elapsedMs: platformLimitMs + 1 },
  ])('cancels a long timer $when, and twice does no harm', ({ elapsedMs }) => {
    const fired = vi.fn();
    const cancel = systemClock.setTimeout(fired, 3 * platformLimitMs);
    vi.advanceTimersByTime(elapsedMs);
    cancel();
    cancel();
    vi.advanceTimersByTime(4 * platformLimitMs);
    expect(fired).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('systemClock under fake timers', () => {
  const timers = ['setTimeout', 'clearTimeout'] as const;
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each<[string, Parameters<typeof vi.useFakeTimers>[0]]>([
    ['all that there is', undefined],
    ['Date and no performance', { toFake: [...timers, 'Date'] }],
    ['performance and no Date', { toFake: [...timers, 'performance'] }],
  ])('goes by %s', (_what, config) => {
    vi.useFakeTimers(config);
    const before = systemClock.now();
    vi.advanceTimersByTime(90_000);
    expect(systemClock.now() - before).toBeCloseTo(90_000, 0);
  });

  it("tells the time of a test's own Date", () => {
    vi.useFakeTimers({ now: 1_000_000_000_000 });
    expect(systemClock.now()).toBe(1_000_000_000_000);
  });

  it.each([undefined, { toFake: [...timers] }])('takes a timer of %o that has fired for due', (config) => {
    vi.useFakeTimers(config);
    const dueMs = systemClock.now() + 70_000.7;
    const atMs: number[] = [];
    systemClock.setTimeout(() => atMs.push(systemClock.now()), 70_000.7);
    vi.advanceTimersByTime(70_001);
    expect(atMs).toHaveLength(1);
    expect(atMs[0]).toBeGreaterThanOrEqual(dueMs);
    vi.useRealTimers();
    expect(systemClock.now()).toBeLessThan(dueMs - 60_000);
  });

  it('is not moved by a step of the wall clock, nor by a Date that a test has stopped', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const before = systemClock.now();
    expect(before).toBeGreaterThan(1_700_000_000_000);
    vi.setSystemTime(new Date('2100-01-01'));
    expect(systemClock.now() - before).toBeLessThan(60_000);
  });
});

describe('inBackground', () => {
  it('has timers of the system that let a process end', () => {
    const alive = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = alive();
    const cancel = inBackground(systemClock).setTimeout(() => {}, Number.MAX_SAFE_INTEGER);
    expect(alive()).toBe(before);
    const cancelOther = systemClock.setTimeout(() => {}, 60_000);
    expect(alive()).toBe(before + 1);
    cancel();
    cancelOther();
  });

  it('fires a timer once, and not once it is cancelled', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [fired, cancelled] = [vi.fn(), vi.fn()];
    const clock = inBackground(systemClock);
    clock.setTimeout(fired, 50);
    clock.setTimeout(cancelled, 50)();
    vi.advanceTimersByTime(49);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(fired).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
    vi.useRealTimers();
  });

  it('leaves other clocks as they are', () => {
    const clock = new FakeClock();
    expect(inBackground(clock)).toBe(clock);
  });
});
