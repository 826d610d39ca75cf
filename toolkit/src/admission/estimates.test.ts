import { expect, it } from 'vitest';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { withEstimates } from './estimates.ts';
import type { Standing } from './standing.ts';

const costOf = (estimate: number, limiter: Partial<PermitLimiter>, shortfall = 2): number | undefined =>
  withEstimates({ limiters: [limiter], shortfalls: [shortfall] } as unknown as Standing, [estimate]).costs[0];

it.each([
  { what: 'as much as estimates fell short', estimate: 30, limiter: { capacity: 100 }, cost: 60 },
  { what: 'no more than the limit holds', estimate: 60, limiter: { capacity: 100 }, cost: 100 },
  { what: 'no more than its process has at hand', estimate: 30, limiter: { capacity: 100, reach: 40 }, cost: 40 },
  { what: 'the estimate, whatever it is', estimate: 60, limiter: { capacity: 100, reach: 40 }, cost: 60 },
])('takes $what', ({ estimate, limiter, cost }) => {
  expect(costOf(estimate, limiter)).toBe(cost);
});
