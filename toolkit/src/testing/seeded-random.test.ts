import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

const take = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

it('gives the same numbers for the same seed, and others for another', () => {
  expect(take(42, 50)).toEqual(take(42, 50));
  expect(take(42, 50)).not.toEqual(take(43, 50));
});

it('is uniform in [0, 1)', () => {
  const numbers = take(1, 20_000);
  const tenths = Array.from({ length: 10 }, (_, at) => numbers.filter((x) => Math.floor(x * 10) === at).length);
  expect(tenths.reduce((sum, tenth) => sum + tenth)).toBe(numbers.length);
  for (const tenth of tenths) expect(Math.abs(tenth - 2_000)).toBeLessThan(200);
});
