import { expect, it } from 'vitest';
import type { CeilingContestant } from './contestant.ts';
import { good } from './result.fixture.ts';
import { resultsOf } from './result.ts';

const contestant = (name: string): CeilingContestant => ({ name, knows: 'all', run: async () => {} });
const [told, other] = [contestant('told'), contestant('other')];

it('compares with the reference in the same round, and tells medians, sums and the worst', () => {
  const rounds = [
    { seed: 1, measured: { told: { ...good, goodput: 100 }, other: { ...good, goodput: 90, refusalRatio: 0.3 } } },
    { seed: 2, measured: { told: { ...good, goodput: 50 }, other: { ...good, goodput: 49, lost: 2, refused: 5 } } },
    { seed: 3, measured: { told: { ...good, goodput: 80 }, other: { ...good, goodput: 76, makespanMs: 3_000 } } },
  ];
  const results = resultsOf([told, other], told, rounds);
  expect(results[0]).toMatchObject({ name: 'told', knows: 'all', goodput: 80, ofTold: 1, worst: { ofTold: 1 } });
  expect(results[1]).toMatchObject({
    succeeded: 300,
    refused: 7,
    lost: 2,
    refusalRatio: 0.01,
    makespanMs: 1_000,
    goodput: 76,
    ofTold: 0.95,
    worst: { ofTold: 0.9, refusalRatio: 0.3 },
  });
  expect(results[1]?.rounds.map(({ seed, ofTold }) => [seed, ofTold])).toEqual([
    [1, 0.9],
    [2, 0.98],
    [3, 0.95],
  ]);
});
