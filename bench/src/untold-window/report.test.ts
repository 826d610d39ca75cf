import { expect, it } from 'vitest';
import { windowPlanFor } from './plan.ts';
import { aboutWindows, windowTable } from './report.ts';
import { resultOf } from './result.fixture.ts';

it('says what was done', () => {
  expect(aboutWindows(windowPlanFor({ quick: false, seed: 7 }))).toEqual([
    '200 calls at once; the server admits 60 in 2 s from the first request on, and answers in 20 ms. Who needs more than 40 s is stopped.',
    'Optimum 6.02 s. Seeds 7, 8, 9: counts in all, medians otherwise; 429s before the second window began, and later ones.',
  ]);
});

it('has a line for each client, and no times of those that lost calls', () => {
  const results = [
    resultOf({}, {}, { refused: 160, tookMs: 6_500, ofOptimum: 1.08 }, {}),
    resultOf({ name: 'peer', said: 'Retry-After' }, { done: 190, lost: 10, refusedLater: 1_000, tookMs: 20_000 }),
  ];
  expect(windowTable(results)).toEqual([
    'client         is told  a 429 says   done  lost  admitted  429s  later     time  of optimum  worst  of best',
    'createFetch()  nothing  nothing       600     0       600   460      0   6.32 s       1.050  1.080    1.040',
    'peer           nothing  Retry-After   190    10       200   150  1,000  20.00 s        void   void     void',
  ]);
});
