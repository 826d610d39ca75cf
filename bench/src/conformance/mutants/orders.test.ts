import { describe, expect, it } from 'vitest';
import { orderOf } from './orders.ts';

const cases = Array.from({ length: 30 }, (_, at) => ({ id: `case-${at}`, tookMs: (at * 7) % 30 }));
const planting = { own: ['case-3'], known: ['case-5'] };

describe('orderOf', () => {
  it('runs all cases, the own ones first and then the longest', () => {
    const { ids, expected } = orderOf(planting, cases, null);
    expect(expected).toEqual(['case-3', 'case-5']);
    expect(ids.slice(0, 2)).toEqual(expected);
    expect(ids.toSorted()).toEqual(cases.map(({ id }) => id).toSorted());
    const times = ids.slice(2).map((id) => cases.find((each) => each.id === id)?.tookMs as number);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('runs eight others by the seed, which differ from bug to bug', () => {
    const others = (seed: number, own = 'case-3'): string[] =>
      orderOf({ ...planting, own: [own] }, cases, seed)
        .ids.slice(2)
        .toSorted();
    expect(new Set(others(1)).size).toBe(8);
    expect(others(1)).toEqual(others(1));
    expect(others(2)).not.toEqual(others(1));
    expect(others(1, 'case-4')).not.toEqual(others(1));
    expect(others(1)).not.toContain('case-3');
    expect(others(1)).not.toContain('case-5');
  });
});
