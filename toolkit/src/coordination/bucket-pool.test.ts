import { describe, expect, it } from 'vitest';
import { noDemand } from '../policies/rate/permit-limiter.ts';
import type { Lump } from '../policies/rate/token-ledger.ts';
import { FakeClock } from '../testing/index.ts';
import { BucketPool } from './bucket-pool.ts';

/** A member's part of a bucket of 100 tokens, which fills in a second. */
function setUp(granted: readonly Lump[] = [], { total = 100, marginMs = 0 } = {}) {
  const clock = new FakeClock();
  const state = { usable: true, short: 0 };
  const onShort = (): void => {
    state.short += 1;
  };
  const host = { clock, members: () => 2, usable: () => state.usable, onShort };
  const options = { limit: total, windowMs: 1_000, marginMs, flightMs: 500 };
  const pool = new BucketPool('rate:tokens', total, options, host);
  pool.grant(granted);
  const use = (cost: number): void => pool.answered(pool.send(cost));
  /** How much there is room for. */
  const room = (): number => Array.from({ length: total }, (_, at) => total - at).find((n) => pool.hasRoom(n)) ?? 0;
  const rounded = (lumps: readonly Lump[]): Lump[] => lumps.map(([atMs, n]) => [Math.round(atMs), n]);
  return { clock, state, pool, use, room, rounded };
}

describe('what a member holds', () => {
  it('is nothing at first, of the whole', () => {
    const { pool, room } = setUp();
    expect([pool.held, room(), pool.roomAtMs(1), pool.capacity, pool.total]).toEqual([
      0,
      0,
      Number.POSITIVE_INFINITY,
      100,
      100,
    ]);
    expect(pool.cycleMs).toBe(1_500);
    // Half of its equal part.
    expect(pool.reach).toBe(25);
  });

  it('is a bucket that holds as much, and fills as fast as the whole', async () => {
    const { clock, room, use } = setUp([[0, 40]]);
    expect(room()).toBe(40);
    use(40);
    await clock.advance(250);
    expect(room()).toBe(10);
    await clock.advance(2_000);
    expect(room()).toBe(40);
  });

  it.each<[string, Lump[], now: number, at500: number]>([
    ['full', [[0, 20]], 20, 20],
    ['empty', [[1_000, 20]], 0, 10],
    ['half full', [[500, 20]], 10, 20],
    [
      'full and empty together',
      [
        [0, 10],
        [1_000, 10],
      ],
      10,
      20,
    ],
  ])('takes along what is in tokens that are %s', async (_what, granted, now, at500) => {
    const { clock, room } = setUp(granted);
    expect(room()).toBe(now);
    await clock.advance(500);
    expect(room()).toBe(at500);
  });

  it('is kept waiting by no token that is emptier than empty', async () => {
    const { clock, pool, room, rounded } = setUp([
      [0, 10],
      [1_400, 50],
    ]);
    expect([pool.held, room(), pool.roomAtMs(11) - clock.now()]).toEqual([60, 10, 400]);
    await clock.advance(400);
    expect([room(), Math.round(pool.roomAtMs(20) - clock.now())]).toEqual([10, 167]);
    await clock.advance(1_000);
    expect(room()).toBe(60);
    pool.grant([[1_500, 30]]);
    expect(rounded(pool.surrender(70))).toEqual([
      [0, 60],
      [1_500, 10],
    ]);
  });

  it('may not be used while the lease is over', () => {
    const { state, pool, room } = setUp([[0, 40]]);
    state.usable = false;
    expect([room(), pool.roomAtMs(1)]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('keeps a margin by its part of what flows in', async () => {
    const { clock, pool, use } = setUp([[0, 50]], { marginMs: 100 });
    use(50);
    await clock.advance(200);
    expect([pool.hasRoom(5), pool.hasRoom(6)]).toEqual([true, false]);
  });

  it('fills more slowly where the limit is raised, for as much flows in as before', async () => {
    const { clock, state, pool, use, room } = setUp([[0, 100]]);
    pool.setLimit(200);
    expect([pool.total, pool.held, pool.cycleMs, state.short]).toEqual([200, 100, 2_500, 1]);
    use(100);
    await clock.advance(1_000);
    expect(room()).toBe(50);
  });
});

describe('what a member gives up', () => {
  it.each([
    ['all that is in full tokens', 0, [0, 30]],
    ['its part of what is there', 40, [500, 30]],
    ['nothing of what is not there', 80, [1_000, 30]],
    // 120 were used: the 40 that are owed stay.
    ['no debt', 120, [1_000, 30]],
    ['nothing that a debt needs', 150, [1_000, 10]],
  ])('takes along %s', (_what, used, given) => {
    const { pool, use, rounded } = setUp([[0, 80]]);
    use(used);
    expect(rounded(pool.surrender(30))).toEqual([given]);
    expect(pool.held).toBe(80 - (given[1] as number));
  });

  it('loses nothing on its way', async () => {
    const one = setUp([[0, 80]]);
    one.use(32);
    const before = one.room();
    const other = setUp(one.pool.surrender(40));
    expect(one.room() + other.room()).toBe(before);
    other.pool.grant(one.pool.surrender(40));
    expect([one.pool.held, other.pool.held, other.room()]).toEqual([0, 80, before]);
    await other.clock.advance(400);
    expect(other.room()).toBe(80);
  });

  it('leaves what is on its way, with as many tokens', () => {
    const { pool, room, rounded } = setUp([[0, 80]]);
    const permit = pool.send(20);
    expect(rounded(pool.surrender(80))).toEqual([[0, 60]]);
    expect([pool.held, room()]).toEqual([20, 0]);
    pool.answered(permit);
    expect(rounded(pool.surrender(80))).toEqual([[1_000, 20]]);
  });

  it('makes no debt go away, which is paid with what flows in', async () => {
    const { clock, pool, use, room } = setUp([[0, 80]]);
    use(120);
    pool.surrender(40);
    await clock.advance(1_000);
    expect(room()).toBe(0);
    await clock.advance(100);
    expect(room()).toBe(4);
  });
});

describe('what is taken from a member', () => {
  it('is all that it holds, and pays for what is on its way', () => {
    const { pool, room } = setUp([[0, 80]]);
    const permit = pool.send(30);
    pool.revoke();
    expect([pool.held, room()]).toEqual([0, 0]);
    pool.grant([[0, 50]]);
    expect(room()).toBe(50);
    pool.answered(permit);
    pool.settle(permit, 10);
    expect(room()).toBe(50);
  });

  it('is no debt', () => {
    const { pool, use, room } = setUp([[0, 80]]);
    use(100);
    pool.revoke();
    pool.grant([[0, 50]]);
    expect(room()).toBe(30);
  });

  it('pays for no more than was estimated', () => {
    const { pool, room } = setUp([[0, 80]]);
    const permit = pool.send(30);
    pool.revoke();
    pool.settle(permit, 45);
    pool.grant([[0, 50]]);
    expect(room()).toBe(35);
  });
});

describe('what a member wants', () => {
  it('is what it has used in the time in which a bucket fills, as it was settled', async () => {
    const { clock, pool } = setUp([[0, 80]]);
    const permit = pool.send(30);
    await clock.advance(300);
    pool.answered(permit);
    pool.settle(permit, 20.5);
    expect([pool.want, pool.spare]).toEqual([21, 59]);
    pool.answered(pool.send(9));
    await clock.advance(690);
    pool.answered(pool.send(1));
    expect(pool.want).toBe(31);
    await clock.advance(20);
    expect(pool.want).toBe(1);
  });

  it('is at least what is on its way', async () => {
    const { clock, pool } = setUp([[0, 80]]);
    pool.send(30);
    await clock.advance(499);
    expect([pool.want, pool.spare]).toEqual([30, 50]);
  });

  it('is at least what it owes, until that is paid', async () => {
    const { clock, pool, use } = setUp([[0, 30]]);
    use(80);
    await clock.advance(1_000);
    expect([pool.want, pool.spare, Math.round(pool.surrender(30)[0]?.[1] ?? 0)]).toEqual([20, 10, 10]);
    await clock.advance(1_000);
    expect([pool.want, pool.spare]).toEqual([0, 20]);
  });

  it('is enough for what waits to leave soon, and then it spares nothing', () => {
    const { state, pool } = setUp([[0, 80]]);
    pool.demand({ waiting: 2, cost: 7.5, next: 3.5, turn: 4 });
    expect([pool.want, pool.spare, pool.next, state.short]).toEqual([30, 0, { cost: 4, turn: 4 }, 1]);
    pool.demand({ waiting: 90, cost: 300, next: 3, turn: 4 });
    expect([pool.want, state.short]).toEqual([100, 2]);
    pool.demand(noDemand);
    expect(state.short).toBe(2);
  });

  it('is nothing after a quiet time', async () => {
    const { clock, pool, use } = setUp([[0, 80]]);
    use(30);
    await clock.advance(249);
    expect([pool.want, pool.spare]).toEqual([30, 50]);
    await clock.advance(1);
    expect([pool.want, pool.spare]).toEqual([0, 80]);
  });
});
