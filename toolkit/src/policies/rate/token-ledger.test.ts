import { expect, it } from 'vitest';
import { addLump, amountOf, type Lump, MOST_LUMPS, takeLumps } from './token-ledger.ts';

it('amounts stand in the order of their times, and are taken so', () => {
  const lumps: Lump[] = [];
  for (const [atMs, amount] of [
    [20, 2],
    [10, 5],
    [20, 1],
    [30, 0],
  ] as const)
    addLump(lumps, atMs, amount);
  expect(lumps).toEqual([
    [10, 5],
    [20, 3],
  ]);
  expect(takeLumps(lumps, 6)).toEqual([
    [10, 5],
    [20, 1],
  ]);
  expect(lumps).toEqual([[20, 2]]);
  expect(takeLumps(lumps, 9)).toEqual([[20, 2]]);
  expect(takeLumps(lumps, 1)).toEqual([]);
});

it('a long list is made coarser: nothing is lost, and nothing free earlier', () => {
  const lumps: Lump[] = [];
  const freeBy = (atMs: number): number => amountOf(lumps.filter(([each]) => each <= atMs));
  for (let n = 0; n < 3 * MOST_LUMPS; n += 1) {
    addLump(lumps, n, 1);
    expect(lumps.length).toBeLessThanOrEqual(MOST_LUMPS);
    expect(freeBy(n / 2)).toBeLessThanOrEqual(n / 2 + 1);
  }
  expect(amountOf(lumps)).toBe(3 * MOST_LUMPS);
});
