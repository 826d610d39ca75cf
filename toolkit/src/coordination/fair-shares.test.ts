import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { fairShares } from './fair-shares.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe('fairShares', () => {
  it.each([
    { total: 300, wants: [500], shares: [300] },
    { total: 300, wants: [0], shares: [300] },
    { total: 300, wants: [300, 300], shares: [150, 150] },
    { total: 300, wants: [300, 10], shares: [290, 10] },
    { total: 300, wants: [10, 300, 10, 300], shares: [10, 140, 10, 140] },
    { total: 10, wants: [9, 9, 9], shares: [3, 3, 4] },
    { total: 10, wants: [9, 5, 7], shares: [3, 3, 4] },
    { total: 10, wants: [1, 1], shares: [5, 5] },
    { total: 10, wants: [0, 4], shares: [3, 7] },
    { total: 2, wants: [1, 1, 1], shares: [0, 1, 1] },
    { total: 16, wants: [10, 6, 0], shares: [10, 6, 0] },
    { total: 300, wants: [], shares: [] },
  ])('of $total for $wants are $shares', ({ total, wants, shares }) => {
    expect(fairShares(total, wants)).toEqual(shares);
  });

  it('adds up, gives whole numbers, and takes nothing from anybody for one who has more', () => {
    const wants = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), wants, (total, wanted) => {
        const shares = fairShares(total, wanted);
        expect(sum(shares)).toBe(total);
        expect(shares.every((share) => Number.isInteger(share) && share >= 0)).toBe(true);
        const short = shares.filter((share, at) => share < (wanted[at] as number));
        const most = Math.max(...shares);
        // A member that gets less than it wants gets as much as any other, except for the remainder.
        for (const share of short)
          expect(share).toBeGreaterThanOrEqual(Math.min(most, Math.floor(total / wanted.length)));
        if (sum(wanted) <= total) expect(short).toEqual([]);
      }),
      runs({ examples: [[16, [10, 6, 0]]] }),
    );
  });

  it('does not depend on how much more than enough is wanted', () => {
    const wants = fc.array(fc.integer({ min: 50, max: 400 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(wants, (wanted) => {
        const saturated = wanted.map(() => 300);
        const enough = Math.ceil(300 / wanted.length);
        fc.pre(wanted.every((want) => want >= enough));
        expect(fairShares(300, wanted)).toEqual(fairShares(300, saturated));
      }),
      runs(),
    );
  });
});
