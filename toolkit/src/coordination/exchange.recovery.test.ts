import { describe, expect, it } from 'vitest';
import { ask, CYCLE_MS, LEASED_MS, openAccount, TOTAL } from './exchange.fixture.ts';
import type { ExchangeRequest } from './protocol.ts';

const withCycle = (request: ExchangeRequest, cycleMs: number): ExchangeRequest => ({
  ...request,
  pools: Object.fromEntries(Object.entries(request.pools).map(([name, pool]) => [name, { ...pool, cycleMs }])),
});

const count = (reply: { granted: readonly number[] }): number => reply.granted.length;

describe('exchange, where the store was away or has lost its state', () => {
  it('believes whoever says what it holds, where the state was lost', () => {
    const { pool } = openAccount(0);
    expect(pool(0, ask('a', 120, 300))).toMatchObject({ revoked: false, granted: [] });
    expect(pool(100, ask('b', 150, 300))).toMatchObject({ revoked: false, granted: [] });
    for (const afterMs of [1_000, 2_000, 3_000, 4_000, 5_000]) {
      expect(count(pool(afterMs, ask('a', 120, 300)))).toBe(0);
      expect(count(pool(afterMs, ask('b', 150, 300)))).toBe(0);
    }
    // After that, nobody can hold the rest.
    expect(pool(5_100, ask('a', 120, 300))).toMatchObject({ granted: new Array(30).fill(0), target: 150 });
  });

  it('needs no time to recover in a store that has run for long without the state', () => {
    expect(count(openAccount(LEASED_MS + CYCLE_MS).pool(0, ask('a', 0, 1)))).toBe(TOTAL);
    expect(count(openAccount(LEASED_MS + CYCLE_MS - 1).pool(0, ask('a', 0, 1)))).toBe(0);
  });

  it('waits little over a minute for what may have been used of a long window, and gives what was lost of it later', () => {
    const [longMs, waitsMs] = [86_400_000, LEASED_MS + 70_000];
    const long = (request: ExchangeRequest) => withCycle(request, longMs);
    const anew = openAccount(0).pool;
    for (let atMs = 0; atMs < waitsMs; atMs += 1_000) expect(count(anew(atMs, long(ask('a', 0, 300))))).toBe(0);
    expect(anew(waitsMs, long(ask('a', 0, 300))).granted).toEqual(new Array(TOTAL).fill(0));
    const lost = openAccount(0).pool;
    for (let atMs = 0; atMs < waitsMs; atMs += 1_000) expect(count(lost(atMs, long(ask('a', 100, 300))))).toBe(0);
    expect(lost(waitsMs, long(ask('a', 100, 300))).granted).toEqual(new Array(200).fill(longMs));
  });

  it('takes a silence of all for its own, and takes nothing from anybody for it', () => {
    const { pool } = openAccount();
    pool(0, ask('a', 0, 300));
    expect(count(pool(6_000, ask('b', 0, 300)))).toBe(0);
    expect(pool(6_500, ask('a', 300, 300))).toMatchObject({ revoked: false, target: 150, lacking: 150 });
  });

  it('takes nothing from those who helped themselves in a long silence, and gives nothing of what lies there', () => {
    const { pool } = openAccount();
    pool(0, ask('a', 0, 300));
    pool(10, ask('b', 0, 0));
    pool(20, ask('a', 100, 100, new Array(200).fill(0)));
    expect(pool(9_000, ask('a', 150, 300))).toMatchObject({ revoked: false, granted: [], recovering: true });
    expect(pool(9_100, ask('b', 150, 300))).toMatchObject({ revoked: false, granted: [] });
    pool(10_000, ask('a', 150, 300));
    expect(pool(10_100, ask('b', 120, 300))).toMatchObject({ revoked: false, granted: [] });
    pool(11_000, ask('b', 120, 300));
    // Once all must have been heard, what nobody claimed is free as soon as it can no longer be in use.
    expect(pool(9_000 + LEASED_MS - 1, ask('b', 120, 300)).granted).toEqual([]);
    expect(pool(9_000 + LEASED_MS, ask('b', 120, 300)).granted).toEqual(new Array(30).fill(CYCLE_MS));
  });

  it('after a silence gives nothing of what lies there before all must have been heard', () => {
    const { pool } = openAccount();
    pool(0, ask('a', 0, 300));
    pool(10, ask('b', 0, 0));
    pool(20, ask('a', 200, 200, new Array(100).fill(0)));
    // After more than half a lease, `b` may help itself before it gets an answer, even if its replies are lost for a
    // lease.
    expect(pool(1_600, ask('a', 200, 300))).toMatchObject({ granted: [], recovering: true });
    expect(pool(2_600, ask('b', 0, 0))).toMatchObject({ granted: [], recovering: true });
    expect(pool(3_600, ask('b', 100, 0))).toMatchObject({ revoked: false, recovering: true });
    expect(pool(3_700, ask('a', 200, 300))).toMatchObject({ granted: [], recovering: true });
    expect(pool(4_600, ask('a', 200, 300))).toMatchObject({ granted: [], recovering: false });
  });

  it('after a silence has nothing to wait for once those who were there before are gone', () => {
    const { pool } = openAccount();
    pool(0, ask('dead', 0, 300));
    expect(pool(2_000, ask('new', 0, 300))).toMatchObject({ granted: [], recovering: true });
    // If the store had been away, the other member would have been heard by now.
    const { granted, recovering } = pool(3_000, ask('new', 0, 300));
    expect([recovering, granted]).toEqual([false, new Array(TOTAL).fill(CYCLE_MS)]);
  });

  it('that has lost its state, and is away again before it has heard all, waits for them anew', () => {
    const { pool } = openAccount(0);
    pool(0, ask('a', 100, 300));
    expect(pool(8_000, ask('a', 100, 300))).toMatchObject({ granted: [], recovering: true });
    expect(pool(8_100, ask('b', 150, 300))).toMatchObject({ revoked: false, recovering: true });
  });

  it('has nobody to hear where there is one member only', () => {
    const { pool } = openAccount();
    pool(0, ask('a', 0, 300));
    expect(pool(60_000, { ...ask('a', 300, 300), lapsed: true })).toMatchObject({ revoked: false, recovering: false });
  });

  it('gives what it has lost sight of, while it recovers, only once it can be in use no more', () => {
    const lost: [string, ExchangeRequest | undefined][] = [
      ['what was given up, and not told', ask('b', 0, 0)],
      ['what is on its way when its member leaves', { ...ask('b', 100, 0), leaves: true }],
      ['what a member held that is silent', undefined],
    ];
    for (const [what, request] of lost) {
      const { pool } = openAccount(0);
      pool(0, ask('a', 200, 300));
      pool(100, ask('b', 100, 0));
      for (const afterMs of [1_000, 2_000, 3_000, 4_000]) pool(afterMs, ask('a', 200, 300));
      if (request !== undefined) pool(4_900, request);
      const { granted } = pool(LEASED_MS + CYCLE_MS, ask('a', 200, 300));
      expect([what, granted]).toEqual([what, new Array(granted.length).fill(CYCLE_MS)]);
    }
  });

  it('leaves to one that lapsed in a silence its fair share, and does not believe one in a state that was lost', () => {
    const lapsed = (held: number): ExchangeRequest => ({ ...ask('b', held, 300), lapsed: true });
    for (const [held, revoked] of [
      [150, false],
      [151, true],
    ] as const) {
      const { pool } = openAccount();
      pool(0, ask('b', 0, 300));
      pool(10, ask('a', 0, 0));
      pool(20, ask('b', held, 0, new Array(TOTAL - held).fill(0)));
      pool(9_000, ask('a', 0, 0));
      expect(pool(9_100, lapsed(held))).toMatchObject({ revoked });
    }
    const { pool } = openAccount(0);
    pool(0, ask('a', 150, 300));
    expect(pool(100, lapsed(150))).toMatchObject({ revoked: true, granted: [] });
  });

  it('gives to who helped itself nothing that it may have used just now', () => {
    const { at, pool } = openAccount();
    pool(0, ask('a', 0, 300));
    at(10, { ...ask('a', 0, 0, new Array(TOTAL).fill(0)), leaves: true });
    const reply = pool(20, ask('a', 40, 300));
    expect(reply).toMatchObject({ revoked: true });
    expect(reply.granted.filter((readyInMs) => readyInMs === CYCLE_MS)).toHaveLength(40);
    expect(reply.granted.filter((readyInMs) => readyInMs === 0)).toHaveLength(TOTAL - 40);
  });

  it('believes who holds some of a pool that it does not know', () => {
    const { pool } = openAccount();
    expect(pool(0, ask('a', 30, 300))).toMatchObject({ revoked: false, granted: [], recovering: true });
    for (const afterMs of [1_000, 2_000, 3_000, 4_000, 5_000]) pool(afterMs, ask('a', 30, 300));
    expect(pool(LEASED_MS + CYCLE_MS, ask('b', 30, 300))).toMatchObject({ revoked: true, recovering: false });
  });
});
