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

test('without settings it counts and is never full', () => {
  const ceiling = new Ceiling(null);
  for (let n = 0; n < 1_000; n += 1) ceiling.take();
  expect([ceiling.isFull(), ceiling.inFlight, ceiling.retryAfterMs]).toEqual([false, 1_000, 0]);
});
