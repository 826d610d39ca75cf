import { concurrencyOf, nimbusProfile, ratesOf } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import { ceilings, contract, planFor } from './plan.ts';

it('lets the ceiling of a tier fall to that of a lower one', () => {
  const known = Object.values(nimbusProfile.tiers).map((tier) => concurrencyOf(tier)?.amount);
  expect(known).toEqual(expect.arrayContaining([ceilings.before, ceilings.after]));
  expect(ceilings.before).toBeGreaterThan(ceilings.after);
});

it('has a contract that counts no window', () => {
  expect(Object.values(contract.tiers).flatMap(ratesOf)).toEqual([]);
});

it('takes the seed and those after it, and one alone where it must be quick', () => {
  expect(planFor({ quick: false, seed: 7 }).seeds).toEqual([7, 8, 9]);
  expect(planFor({ quick: false, seed: 2 ** 32 - 1 }).seeds).toEqual([2 ** 32 - 1, 0, 1]);
  expect(planFor({ quick: true, seed: 7 }).seeds).toEqual([7]);
});

it('ends within a minute where it must be quick, if all is well', () => {
  const { calls, meanServiceMs } = planFor({ quick: true, seed: 1 });
  const told = (calls / 2) * meanServiceMs * (1 / ceilings.before + 1 / ceilings.after);
  expect(told).toBeLessThan(30_000);
});
