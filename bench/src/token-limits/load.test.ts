import { expect, it } from 'vitest';
import { callsOf, idOf, numberOf } from './load.ts';
import { costs, ESTIMATE_FACTOR, loadPlanFor, OVERLOAD } from './plan.ts';

const plan = loadPlanFor({ quick: true, seed: 1, charges: 'estimate', processes: 8 });
const calls = callsOf(plan, 1);
const { amount, refillPerSecond } = plan.limits.tokens;

it('has the same calls for the same seed, and others for another', () => {
  expect(callsOf(plan, 1)).toEqual(calls);
  expect(callsOf(plan, 2).slice(0, 10)).not.toEqual(calls.slice(0, 10));
});

it('has more to do than the limit allows at every moment after the burst, by the same factor', () => {
  let come = 0;
  for (const { atMs, actual } of calls) {
    const given = amount + (atMs * refillPerSecond) / 1_000;
    if (atMs > plan.burstMs) expect(come / given).toBeCloseTo(OVERLOAD, 9);
    else expect(come / given).toBeLessThanOrEqual(OVERLOAD);
    come += actual;
  }
  expect(calls.at(-1)?.atMs).toBeLessThanOrEqual(plan.loadMs);
});

it('draws costs by their mean, and estimates that are wrong both ways', () => {
  const mean = calls.reduce((sum, { actual }) => sum + actual, 0) / calls.length;
  expect(mean / costs.mean).toBeGreaterThan(0.95);
  expect(mean / costs.mean).toBeLessThan(1.05);
  const errors = calls.map(({ estimate, actual }) => estimate / actual);
  // Rounded, of a cost as small as 10.
  expect(Math.min(...errors)).toBeGreaterThan(0.95 / ESTIMATE_FACTOR);
  expect(Math.max(...errors)).toBeLessThan(1.05 * ESTIMATE_FACTOR);
  expect(errors.filter((error) => error < 1).length / calls.length).toBeCloseTo(0.5, 1);
  expect(Math.max(...calls.map(({ estimate }) => estimate))).toBeLessThanOrEqual(amount);
});

it('deals the calls to all processes', () => {
  const dealt = Array.from({ length: 8 }, (_, process) => calls.filter((call) => call.process === process).length);
  expect(Math.min(...dealt)).toBeGreaterThan((0.8 * calls.length) / 8);
});

it('tells a call by its id', () => {
  expect(calls.map(({ number }) => numberOf(idOf({ number })))).toEqual(calls.map((_, at) => at));
});
