import { expect, test } from 'vitest';
import { promDuration } from './duration.ts';

test.each([
  [0, '0s'],
  [250, '250ms'],
  [2_000, '2s'],
  [90_000, '90s'],
  [300_000, '5m'],
  [21_600_000, '6h'],
  [259_200_000, '3d'],
])('%i ms is %s', (ms, expected) => {
  expect(promDuration(ms)).toBe(expected);
});

test.each([-1, 0.5, Number.NaN])('%d ms is refused', (ms) => {
  expect(() => promDuration(ms)).toThrow(RangeError);
});
