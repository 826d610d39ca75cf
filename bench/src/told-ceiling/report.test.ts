import { expect, it } from 'vitest';
import type { BatchMeasured } from './measure.ts';
import { batchPlanFor, scenarios } from './plan.ts';
import { aboutBatches, type BatchResult, batchLine, batchTable, brokenPromises } from './report.ts';

const good: BatchMeasured = {
  succeeded: 500,
  refused: 0,
  refusalRatio: 0,
  lost: 0,
  makespanMs: 6_000,
  optimumMs: 5_900,
  ofOptimum: 1.017,
};

const results = (...changes: Partial<BatchMeasured>[]): BatchResult[] =>
  scenarios.map((scenario, at) => ({
    scenario,
    rounds: [
      { ...good, seed: 1 },
      { ...good, ...changes[at], seed: 2 },
      { ...good, ...changes[at], seed: 3 },
    ],
  }));

it('has a line for each client', () => {
  expect(batchTable(results({ refused: 7, refusalRatio: 0.014, ofOptimum: 1.03 }))).toEqual([
    'client              is told  really     ok  429s  429s/ok  lost  makespan  of optimum  worst',
    'told too much            50      10  1,500    14    1.4 %     0     6.0 s       1.030  1.030',
    'told right               50      50  1,500     0    0.0 %     0     6.0 s       1.017  1.017',
    'told the tiers  10, 50, 200     200  1,500     0    0.0 %     0     6.0 s       1.017  1.017',
    'told nothing        nothing      20  1,500     0    0.0 %     0     6.0 s       1.017  1.017',
  ]);
});

it.each([
  [[{ refusalRatio: 0.02, ofOptimum: 1.1 }, { ofOptimum: 1.05 }, { ofOptimum: 1.3 }], []],
  [[{ refusalRatio: 0.021 }], ['"told too much" got 429s for 2.1 % of its successes; at most 2.0 % is promised.']],
  [[{}, { lost: 1 }], ['"told right" lost 2 calls.']],
  [[{}, {}, { ofOptimum: 1.31 }], ['"told the tiers" took 1.310 of the optimum; at most 1.3 is promised.']],
  [[{}, { ofOptimum: Number.NaN }], ['"told right" took NaN of the optimum; at most 1.05 is promised.']],
])('of %j finds %j', (changes, sentences) => {
  expect(brokenPromises(results(...changes))).toEqual(sentences);
});

it('says what was done, and states the figures', () => {
  expect(aboutBatches(batchPlanFor({ quick: false, seed: 7, own: {} })).join('\n')).toContain('Seeds 7, 8, 9');
  expect(batchLine(results(), true)).toBe(
    'told-ceiling: PASS; told too much (50, really 10): 0 lost, 429s 0.0 % of successes, 1.017 of the optimum; told right (50, really 50): 0 lost, 429s 0.0 % of successes, 1.017 of the optimum; told the tiers (10, 50, 200, really 200): 0 lost, 429s 0.0 % of successes, 1.017 of the optimum; told nothing (nothing, really 20): 0 lost, 429s 0.0 % of successes, 1.017 of the optimum',
  );
});

it('ends within a minute where it must be quick', () => {
  const { seeds, calls, meanServiceMs } = batchPlanFor({ quick: true, seed: 2 ** 32 - 1, own: {} });
  expect(seeds).toEqual([2 ** 32 - 1]);
  expect((calls * meanServiceMs) / 10).toBeLessThan(30_000);
});
