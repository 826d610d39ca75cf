import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { inBackground, systemClock } from './clock.ts';

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells milliseconds since the epoch and does not go back', () => {
    const first = systemClock.now();
    expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
    expect(systemClock.now()).toBeGreaterThanOrEqual(first);
  });

  const platformLimitMs = 2 ** 31 - 1;
  it.each([0, -5, 1, 1_000, platformLimitMs, platformLimitMs + 1, 2.5 * platformLimitMs])(
    'fires a timer of %d ms once, when it is due and not before',
    (delayMs) => {
      const fired = vi.fn();
      systemClock.setTimeout(fired, delayMs);
      // Fake timers fire a delay of 0 only once time moves, just as the real ones do.
      const dueMs = Math.max(1, Math.floor(delayMs));
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
