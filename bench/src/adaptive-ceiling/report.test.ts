import { expect, it } from 'vitest';
import { closingLine, introduction, resultTable } from './report.ts';
import { good } from './result.fixture.ts';
import { resultsOf } from './result.ts';

const names = ['told', 'adaptive', 'peer'];
const contestants = names.map((name) => ({ name, knows: 'a', run: async () => {} }));
const results = resultsOf(contestants, contestants[0] as (typeof contestants)[number], [
  {
    seed: 5,
    measured: {
      told: good,
      adaptive: { ...good, goodput: 97.4, refusalRatio: 0.004, makespanMs: 12_340 },
      peer: { ...good, succeeded: 2_900, goodput: 110, lost: 100, serverLateMs: 31.4 },
    },
  },
]);

it('has a line for each client, and no comparison for one that loses calls', () => {
  expect(resultTable(results)).toEqual([
    'client    is told     ok  429s  429s/ok  lost  makespan  goodput  of told    worst',
    'told      a          100     1    1.0 %     0     1.0 s  100.0/s  100.0 %  100.0 %',
    'adaptive  a          100     1    0.4 %     0    12.3 s   97.4/s   97.4 %   97.4 %',
    'peer      a        2,900     1    1.0 %   100     1.0 s  110.0/s     void     void',
  ]);
});

it('says what was done', () => {
  const plan = { calls: 3_000, meanServiceMs: 300, sigma: 0.5, seeds: [5, 6], longestRoundMs: 1 };
  const text = introduction(plan, results).join('\n');
  for (const part of ['3,000 calls', 'mean 300 ms', 'Seeds 5, 6', 'at most 31 ms']) expect(text).toContain(part);
});

it.each([
  [true, 'PASS'],
  [false, 'FAIL'],
])('states the figure: %s', (holds, verdict) => {
  expect(closingLine(results[1] as (typeof results)[number], holds)).toBe(
    `adaptive-ceiling: ${verdict}; told nothing but the tiers: 97.4 % of a told client's goodput (worst 97.4 %), 429s 0.4 % of successes (worst 0.4 %), 0 lost`,
  );
});
