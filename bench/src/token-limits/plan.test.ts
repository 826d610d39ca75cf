import { expect, it } from 'vitest';
import { callsOf } from './load.ts';
import { buildOf, costs, loadPlanFor, promisesFor, tokenPromises } from './plan.ts';

const asked = { quick: false, seed: 7, charges: 'estimate', processes: 1 } as const;

it('takes the seed and those after it, and one alone where it must be quick', () => {
  expect(loadPlanFor(asked).seeds).toEqual([7, 8, 9]);
  expect(loadPlanFor({ ...asked, seed: 2 ** 32 - 1 }).seeds).toEqual([2 ** 32 - 1, 0, 1]);
  expect(loadPlanFor({ ...asked, quick: true }).seeds).toEqual([7]);
});

it.each([1, 8, 32])('makes tokens the limit that is short, for %d processes', (processes) => {
  const { limits } = loadPlanFor({ ...asked, processes });
  expect(limits.tokens.refillPerSecond / costs.mean).toBeLessThan(limits.requests.refillPerSecond);
  expect(limits.tokens.amount).toBeGreaterThan(2 * costs.most);
});

it.each([8, 32])('lets a fleet of %d make at least 300 calls a second', (processes) => {
  expect(loadPlanFor({ ...asked, processes }).limits.tokens.refillPerSecond / costs.mean).toBeGreaterThanOrEqual(300);
});

it('lets processes of several builds wait until each has its part, and promises no refusal', () => {
  const plan = loadPlanFor({ ...asked, processes: 8, builds: 2 });
  expect(Array.from({ length: 4 }, (_, process) => buildOf(process, plan))).toEqual([0, 1, 0, 1]);
  expect(plan.settleMs).toBeGreaterThan(0);
  expect(promisesFor(plan)).toMatchObject({ refusalRatio: 0, shareError: 0.05 });
  expect(promisesFor({ ...plan, builds: 1 })).toBe(tokenPromises.fleet);
  expect(promisesFor({ ...plan, callsPerSecond: 299 })).toMatchObject({ tripsPerCall: null, tripsPerSecond: 1.2 });
  expect(promisesFor({ processes: 1, builds: 1, callsPerSecond: 20 })).toBe(tokenPromises.alone);
});

it('warms each process of a fleet with about as many calls as it makes in the burst', () => {
  const plan = loadPlanFor({ ...asked, processes: 8 });
  const atOnce = callsOf(plan, 7).filter(({ atMs }) => atMs < plan.burstMs).length;
  expect((plan.warmCalls * 8) / atOnce).toBeGreaterThan(0.8);
  expect((plan.warmCalls * 8) / atOnce).toBeLessThan(1);
  expect(loadPlanFor(asked).warmCalls).toBe(0);
});

it('ends within a minute where it must be quick', () => {
  const { loadMs, drainMs } = loadPlanFor({ ...asked, quick: true });
  expect(loadMs + drainMs).toBeLessThan(45_000);
});
