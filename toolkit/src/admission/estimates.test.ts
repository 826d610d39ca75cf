import { expect, it } from 'vitest';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { withEstimates } from './estimates.ts';
import type { Standing } from './standing.ts';

const standingOf = (estimate: number, limiter: Partial<PermitLimiter>, shortfall = 2): Standing =>
  withEstimates({ limiters: [limiter], shortfalls: [shortfall] } as unknown as Standing, [estimate]);

it.each([
  { what: 'as much as estimates fell short', estimate: 30, limiter: { capacity: 100 }, cost: 60 },
  { what: 'no more than the limit holds', estimate: 60, limiter: { capacity: 100 }, cost: 100 },
  { what: 'no more than its process has at hand', estimate: 30, limiter: { capacity: 100, reach: 40 }, cost: 40 },
  { what: 'the estimate, whatever it is', estimate: 60, limiter: { capacity: 100, reach: 40 }, cost: 60 },
])('waits for its estimate, and takes $what', ({ estimate, limiter, cost }) => {
  const { costs, taken } = standingOf(estimate, limiter);
  expect([costs[0], taken?.[0]]).toEqual([estimate, cost]);
});
