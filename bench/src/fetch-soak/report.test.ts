import { describe, expect, it } from 'vitest';
import type { AbortRuling } from './aborts/judge-abort.ts';
import type { AbortResult } from './aborts/run-point.ts';
import {
  abortFigure,
  abortLines,
  abortVerdict,
  fetchSoakFigure,
  soakFigure,
  soakLines,
  soakVerdict,
} from './report.ts';
import type { SoakReport } from './soak/judge-soak.ts';
import { soakPlanFor } from './soak/plan.ts';

const resultOf = (name: string, ruling: AbortRuling, tookMs: number): AbortResult => ({
  point: { name, held: `in ${name}`, act: () => Promise.reject(new Error('unused')) },
  ruling,
  tookMs,
});

const holds = resultOf('a', { result: 'holds' }, 0.5);
const broken = resultOf('b', { result: 'broken', why: '1 timers are left.' }, 70);
const none = resultOf('c', { result: 'void', why: 'Waited in vain.' }, Number.NaN);

describe('aborts', () => {
  it.each<[string, AbortResult[], string]>([
    ['hold', [holds, holds], 'PASS'],
    ['are void', [holds, none], 'INCONCLUSIVE'],
    ['are broken', [none, broken, holds], 'FAIL'],
    ['are none', [], 'INCONCLUSIVE'],
  ])('that %s', (_what, results, verdict) => {
    expect(abortVerdict(results)).toBe(verdict);
  });

  it('are told point by point, the slowest of all rounds', () => {
    const again = resultOf('a', { result: 'holds' }, 2);
    expect(abortLines([holds, broken, again])).toEqual([
      'aborted     took          it is aborted',
      'a         2.0 ms  holds   in a',
      'b        70.0 ms  broken  in b',
      '',
      'b (in b) is broken: 1 timers are left.',
    ]);
    expect(abortFigure([holds, again, none])).toBe('an abort holds at 1 of 2 points, the slowest after 2.0 ms of 50');
  });
});

describe('a soak', () => {
  const plan = soakPlanFor({ quick: false, seed: 1 });
  const report: SoakReport = {
    calls: 100_012,
    samples: [
      { calls: 20_000, bytes: 20_000_000 },
      { calls: 100_000, bytes: 20_100_000 },
    ],
    walked: { 'a backoff': 1_234 } as SoakReport['walked'],
    timers: 0,
    waiting: 0,
    listeners: 0,
    warnings: [],
  };

  it('is told round by round', () => {
    expect(soakLines(report, plan)).toEqual([
      '100,000 calls over 1,000 origins and 1,000 credentials, 250 at once.',
      '  calls     in use',
      ' 20,000  20,000 kB',
      '100,000  20,100 kB',
      '',
      'a backoff  1,234',
      '',
    ]);
    expect(soakFigure(report, plan)).toBe(
      '100 kB more in use after 100,000 calls than after 20,000, 0 timers and 0 listeners left',
    );
  });

  it.each<[string, Partial<SoakReport>, string]>([
    ['leaves nothing', {}, 'PASS'],
    ['leaves something', { listeners: 1 }, 'FAIL'],
    ['has not ended', { calls: 5 }, 'INCONCLUSIVE'],
    ['leaves something, and has not ended', { listeners: 1, calls: 5 }, 'FAIL'],
  ])('that %s', (_what, change, verdict) => {
    expect(soakVerdict({ ...report, ...change }, plan)).toBe(verdict);
  });
});

it('is told in one line', () => {
  expect(fetchSoakFigure(['PASS', 'INCONCLUSIVE'], ['a', 'b'])).toBe('fetch-soak: INCONCLUSIVE; a; b');
});
