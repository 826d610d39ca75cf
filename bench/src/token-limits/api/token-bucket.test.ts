import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const bucket = (): TokenBucket => new TokenBucket({ amount: 100, refillPerSecond: 10 }, 0);

it('is full at first, and refilled up to its amount', () => {
  const one = bucket();
  one.take(80, 0);
  expect([one.level(0), one.level(1_000), one.level(8_000), one.level(99_000)]).toEqual([20, 30, 100, 100]);
});

it('owes what was taken beyond', () => {
  const one = bucket();
  one.take(130, 0);
  expect(one.level(0)).toBe(-30);
  expect(one.untilMs(20, 0)).toBe(5_000);
  expect(one.level(5_000)).toBe(20);
});

it('takes back no more than it can hold', () => {
  const one = bucket();
  one.take(20, 0);
  one.take(-50, 0);
  expect(one.level(0)).toBe(100);
});
