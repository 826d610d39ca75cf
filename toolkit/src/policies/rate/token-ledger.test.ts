import { describe, expect, it } from 'vitest';
import { takeLumps } from './lump-lists.ts';
import { addLump, amountOf, type Lump, MOST_LUMPS, TokenLedger } from './token-ledger.ts';

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

describe('a cost that is settled', () => {
  /** Ten tokens that rest for 100 ms, of which a request has taken 6 at 0 ms, and has its answer at 10 ms. */
  function sixOfTen() {
    const ledger = new TokenLedger(10, 100, 1_000);
    const permit = ledger.send(0, 6);
    ledger.answered(permit, 10);
    return { ledger, permit };
  }
  const freeAt = (ledger: TokenLedger, ...times: number[]): number[] =>
    times.map((atMs) => {
      ledger.collect(atMs);
      return ledger.balance;
    });

  it.each([
    ['as estimated', 6, [4, 4, 10, 10, 10]],
    ['less: the rest is free at once', 2, [8, 8, 10, 10, 10]],
    ['nothing', 0, [10, 10, 10, 10, 10]],
    ['more: it rests as long as any from then on', 9, [1, 1, 7, 10, 10]],
    ['more than there is: what is owed rests a window longer', 15, [-5, -5, 1, 5, 10]],
    ['far more: each window pays as much as there is', 33, [-23, -23, -17, -13, -3]],
  ])('may have been %s', (_what, cost, free) => {
    const { ledger, permit } = sixOfTen();
    ledger.settle(permit, cost, 20);
    expect(freeAt(ledger, 20, 109, 110, 120, 220)).toEqual(free);
    expect(freeAt(ledger, 1_000)).toEqual([10]);
    expect(ledger.held).toBe(10);
  });

  it.each([
    ['is owed, and not paid by its own tokens', 9, [], [-2, -2, 5, 7]],
    ['is less by what it did not take', 8, [], [-1, -1, 6, 7]],
    ['is not owed if it was not taken', 7, [], [0, 0, 7, 7]],
    ['is not owed if others have come back meanwhile', 9, [[0, 2]], [0, 0, 9, 9]],
    ['is owed as far as no others have come back', 9, [[0, 1]], [-1, -1, 7, 8]],
  ] as const)('what a request has taken beyond what there was %s', (_what, cost, granted, free) => {
    const ledger = new TokenLedger(7, 100, 1_000);
    const permit = ledger.send(0, 9);
    ledger.answered(permit, 10);
    ledger.grant(granted, 15);
    for (const _again of [1, 2]) ledger.settle(permit, cost, 20);
    expect(freeAt(ledger, 20, 109, 110, 210)).toEqual(free);
    expect(ledger.held).toBe(7 + amountOf(granted));
  });

  it('does not owe what another request has taken, nor what a lower limit takes away', () => {
    const ledger = new TokenLedger(10, 100, 1_000);
    const first = ledger.send(0, 11);
    ledger.answered(first, 10);
    ledger.grant([[0, 2]], 15);
    const second = ledger.send(15, 2);
    ledger.answered(second, 15);
    ledger.settle(first, 11, 20);
    expect(ledger.balance).toBe(-1);
    ledger.settle(second, 1, 20);
    expect([ledger.owed, ...freeAt(ledger, 20, 110, 115)]).toEqual([0, 0, 11, 12]);
    const { ledger: lowered, permit } = sixOfTen();
    lowered.resize(3, 15);
    lowered.settle(permit, 6, 20);
    expect([lowered.owed, ...freeAt(lowered, 20, 110)]).toEqual([0, -3, 3]);
  });

  it.each([
    [2, 8],
    [9, 1],
    [12, -2],
  ])('may be known to be %d before the answer', (cost, free) => {
    const ledger = new TokenLedger(10, 100, 1_000);
    const permit = ledger.send(0, 6);
    ledger.settle(permit, cost, 5);
    expect(freeAt(ledger, 5)).toEqual([free]);
    ledger.answered(permit, 10);
    expect(freeAt(ledger, 110)).toEqual([10]);
  });

  it('gives nothing back that is free already, or was given away', () => {
    const late = sixOfTen();
    expect(freeAt(late.ledger, 110)).toEqual([10]);
    late.ledger.settle(late.permit, 1, 110);
    expect(freeAt(late.ledger, 110)).toEqual([10]);
    const given = sixOfTen();
    given.ledger.surrender(7, 20);
    given.ledger.settle(given.permit, 1, 20);
    expect(freeAt(given.ledger, 20, 110)).toEqual([0, 3]);
  });

  it('is owed whatever is given up, and paid by what comes then', () => {
    const { ledger, permit } = sixOfTen();
    ledger.settle(permit, 12, 20);
    expect([ledger.owed, amountOf(ledger.surrender(10, 20))]).toEqual([2, 10]);
    expect([ledger.held, ledger.owed, ledger.inUse]).toEqual([0, 2, 0]);
    ledger.grant([[0, 5]], 20);
    expect(freeAt(ledger, 20, 119, 120)).toEqual([3, 3, 5]);
  });

  it('owes what it owed when all else is revoked, and lets the revoked be', () => {
    const { ledger, permit } = sixOfTen();
    const flying = ledger.send(15, 4);
    ledger.settle(permit, 8, 20);
    ledger.revoke();
    ledger.settle(flying, 1, 30);
    expect([ledger.held, ledger.owed]).toEqual([0, 2]);
    expect(freeAt(ledger, 1_000)).toEqual([-2]);
  });

  it('tells what is free beside what came back meanwhile', () => {
    const { ledger } = sixOfTen();
    const permit = ledger.send(50, 1);
    expect(ledger.freeSince(permit)).toBe(3);
    ledger.collect(110);
    expect([ledger.free, ledger.freeSince(permit)]).toEqual([9, 3]);
  });
});
