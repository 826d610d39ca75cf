import { expect, test } from 'vitest';
import { Ceiling } from './ceiling.ts';

test('is full at its maximum and has room again after one is given back', () => {
  const ceiling = new Ceiling({ max: 2, retryAfterMs: 250 });
  ceiling.take();
  expect(ceiling.isFull()).toBe(false);
  ceiling.take();
  expect(ceiling.isFull()).toBe(true);
  ceiling.giveBack();
  expect([ceiling.isFull(), ceiling.inFlight, ceiling.retryAfterMs]).toEqual([false, 1, 250]);
});

test('is full earlier under a lower cap, and no later under a higher one', () => {
  const ceiling = new Ceiling({ max: 2, retryAfterMs: 250 });
  expect([0, 1, 9].map((cap) => ceiling.isFull(cap))).toEqual([true, false, false]);
  ceiling.take();
  expect([0, 1, 9].map((cap) => ceiling.isFull(cap))).toEqual([true, true, false]);
  ceiling.take();
  expect([0, 1, 9].map((cap) => ceiling.isFull(cap))).toEqual([true, true, true]);
});

test('without settings it counts and is never full', () => {
  const ceiling = new Ceiling(null);
  for (let n = 0; n < 1_000; n += 1) ceiling.take();
  expect([ceiling.isFull(), ceiling.inFlight, ceiling.retryAfterMs]).toEqual([false, 1_000, 0]);
  expect(ceiling.isFull(1_000)).toBe(true);
});
