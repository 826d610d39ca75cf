import { expect, it } from 'vitest';
import { median, quantile, sum } from './statistics.ts';

it.each([
  [[3, 1, 2], 2],
  [[4, 1], 2.5],
  [[10, 2, 33], 10],
  [[], Number.NaN],
])('the median of %j is %d', (values, result) => {
  expect(median(values)).toBe(result);
});

it.each([
  [0, 1],
  [0.25, 2],
  [0.99, 4.96],
  [1, 5],
])('the %d quantile', (share, result) => {
  expect(quantile([5, 3, 1, 2, 4], share)).toBeCloseTo(result, 9);
});

it('adds up', () => {
  expect([sum([]), sum([1, 2, 3])]).toEqual([0, 6]);
});
