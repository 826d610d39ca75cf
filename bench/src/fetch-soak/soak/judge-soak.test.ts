import { describe, expect, it } from 'vitest';
import { growthOf, leftBySoak, MOST_GROWTH_BYTES, type SoakReport, unwalkedBySoak } from './judge-soak.ts';
import { type SoakPlan, soakPlanFor } from './plan.ts';
import { WalkedPaths } from './walked-paths.ts';

const plan: SoakPlan = soakPlanFor({ quick: false, seed: 1 });
const walked = Object.fromEntries(Object.keys(new WalkedPaths().counts).map((path) => [path, 1]));
const good: SoakReport = {
  calls: 100_000,
  samples: [10_000, 20_000, 100_000].map((calls) => ({ calls, bytes: 20_000_000 })),
  walked: walked as SoakReport['walked'],
  timers: 0,
  waiting: 0,
  listeners: 0,
  warnings: [],
};

describe('a soak', () => {
  it('that leaves nothing is good', () => {
    expect([leftBySoak(good, plan), unwalkedBySoak(good, plan)]).toEqual([[], []]);
  });

  it.each<[string, Partial<SoakReport>, string]>([
    ['timers', { timers: 2 }, '2 timers are left.'],
    ['timers that keep it alive', { waiting: 1 }, '1 timers keep the process alive.'],
    ['listeners', { listeners: 7 }, '7 listeners are left at the signal of all calls.'],
    [
      'a warning',
      { warnings: ['MaxListenersExceededWarning'] },
      'The process warned of MaxListenersExceededWarning, and did not with plain fetch.',
    ],
  ])('that leaves %s is seen', (_what, change, sentence) => {
    expect(leftBySoak({ ...good, ...change }, plan)).toEqual([sentence]);
  });

  const grown = (by: number): SoakReport => ({
    ...good,
    samples: [
      { calls: 20_000, bytes: 20_000_000 },
      { calls: 100_000, bytes: 20_000_000 + by },
    ],
  });

  it('that grows is seen, by what it has grown since it had settled', () => {
    expect(leftBySoak(grown(MOST_GROWTH_BYTES), plan)).toEqual([]);
    expect(leftBySoak(grown(MOST_GROWTH_BYTES + 1), plan)).toEqual([
      '1,048,577 bytes more were in use after 100,000 calls than after 20,000; at most 1,048,576 are promised.',
    ]);
    expect(growthOf(grown(-5), plan)).toBe(-5);
  });

  it.each<[string, Partial<SoakReport>, string]>([
    ['has lost calls', { calls: 99_999 }, 'Only 99,999 calls have ended.'],
    ['measured nothing', { samples: [] }, 'The heap was not measured.'],
    ['did not wait', { walked: { ...good.walked, 'a wait in a pause': 0 } }, 'There was not once a wait in a pause.'],
  ])('that %s shows nothing', (_what, change, sentence) => {
    expect(unwalkedBySoak({ ...good, ...change }, plan)).toEqual([sentence]);
  });
});

it('takes as many calls, origins and credentials as are promised, or fewer where it must be quick', () => {
  expect(plan).toMatchObject({ calls: 100_000, origins: 1_000, credentials: 1_000, settledAfter: 20_000 });
  const quick = soakPlanFor({ quick: true, seed: 7 });
  expect(quick).toMatchObject({ calls: 10_000, origins: 200, credentials: 200, seed: 7 });
  for (const each of [plan, quick]) expect(each.settledAfter % each.callsPerRound).toBe(0);
});
