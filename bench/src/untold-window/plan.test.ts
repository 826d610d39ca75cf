import { expect, it } from 'vitest';
import { windowOptimumMs, windowPlanFor } from './plan.ts';

const plan = windowPlanFor({ quick: false, seed: 7 });

it.each([
  [200, 6_020],
  [60, 20],
  [61, 2_020],
  [240, 6_020],
])('%d calls need %d ms at least', (calls, ms) => {
  expect(windowOptimumMs({ ...plan, calls })).toBe(ms);
});

it('takes the seed and those after it, and one alone where it must be quick', () => {
  expect(plan.seeds).toEqual([7, 8, 9]);
  expect(windowPlanFor({ quick: false, seed: 2 ** 32 - 1 }).seeds).toEqual([2 ** 32 - 1, 0, 1]);
  expect(windowPlanFor({ quick: true, seed: 7 }).seeds).toEqual([7]);
});
