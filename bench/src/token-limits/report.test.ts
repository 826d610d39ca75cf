import { expect, it } from 'vitest';
import { goodUse } from './measure.fixture.ts';
import { loadPlanFor } from './plan.ts';
import { preamble, useTable } from './report.ts';

const rounds = [
  { seed: 5, measured: { ours: goodUse, peer: { ...goodUse, ok: 90, lost: 10, refused: 25, refusalRatio: 0.25 } } },
  {
    seed: 6,
    measured: { ours: { ...goodUse, used: 0.961, longestWaitMs: 5_120 }, peer: { ...goodUse, aboveBound: 3 } },
  },
].map((round) => ({ ...round, lateMs: 31.4, journal: [] }));

it('has a line for each client: sums, and the worst of all rounds', () => {
  const entrants = ['ours', 'peer'].map((name) => ({ name, knows: 'all' }));
  expect(useTable(entrants, rounds)).toEqual([
    'client  is told   ok  429s  429s/call  lost  waiting    used  of all  longest wait  above bound  trips/call  trips/s',
    'ours    all      200     0     0.00 %     0        0  96.1 %  96.0 %        5.12 s            0       0.100     1.10',
    'peer    all      190    25    25.00 %    10        0  98.0 %  96.0 %        4.00 s            3       0.100     1.10',
  ]);
});

it('says what was done', () => {
  const plan = loadPlanFor({ quick: true, seed: 5, charges: 'actual', processes: 8 });
  const text = preamble({ ...plan, seeds: [5, 6] }, rounds).join('\n');
  for (const part of ['100 calls in 20 s', 'by 8 processes', 'what calls will take', 'Seeds 5, 6', 'at most 31 ms']) {
    expect(text).toContain(part);
  }
});
