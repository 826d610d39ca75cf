import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { punctualClock } from './clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('now is in epoch milliseconds', () => {
  vi.useRealTimers();
  expect(Math.abs(punctualClock.now() - Date.now())).toBeLessThan(1_000);
});

test.each([
  { delayMs: 10, early: 9, rest: 1 },
  { delayMs: 10.7, early: 10, rest: 1 },
  { delayMs: 0.4, early: 0, rest: 1 },
])('a timer of $delayMs ms is never early', ({ delayMs, early, rest }) => {
  const fired = vi.fn();
  punctualClock.setTimeout(fired, delayMs);
  vi.advanceTimersByTime(early);
  expect(fired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(rest);
  expect(fired).toHaveBeenCalledOnce();
});

test('a cancelled timer does not fire, also while its last fraction is waited for', () => {
  const fired = vi.fn();
  const cancel = punctualClock.setTimeout(fired, 10.7);
  vi.advanceTimersByTime(10);
  cancel();
  cancel();
  vi.advanceTimersByTime(100);
  expect(fired).not.toHaveBeenCalled();
});
