import { describe, expect, it } from 'vitest';
import { ask, CYCLE_MS, openAccount, POOL, TOTAL } from './exchange.fixture.ts';
import type { ExchangeRequest, PoolRequest } from './protocol.ts';

const count = (reply: { granted: readonly number[] }): number => reply.granted.length;

describe('exchange', () => {
  it('gives the first all there is, and makes it give back what a second lacks', () => {
    const { at, pool } = openAccount();
    expect(count(pool(0, ask('a', 0, 10)))).toBe(TOTAL);
    // A member that wants nothing yet lacks nothing.
    expect(pool(10, ask('b', 0, 0))).toMatchObject({ granted: [], target: 145, lacking: 0 });
    expect(at(20, ask('b', 0, 40))).toMatchObject({
      announce: [POOL],
      pools: { [POOL]: { granted: [], target: 165 } },
    });
    expect(pool(30, ask('a', 300, 10))).toMatchObject({ target: 135, lacking: 40, wanted: 40 });
    const released = new Array<number>(165).fill(0).with(0, 700);
    expect(at(40, ask('a', 135, 10, released))).toMatchObject({ announce: [POOL] });
    const granted = pool(50, ask('b', 0, 40)).granted;
    expect([granted.length, granted.at(-1)]).toEqual([165, 690]);
  });

  it('leaves what a member gives back to those who want it, and asks for no more than they want', () => {
    const { pool } = openAccount();
    const none = (count: number): number[] => new Array(count).fill(0);
    pool(0, ask('idle', 0, 0));
    pool(10, ask('silent', 0, 190));
    expect(pool(20, ask('idle', 100, 0, none(200)))).toMatchObject({ granted: [], wanted: 0 });
    expect(count(pool(30, ask('silent', 0, 190)))).toBe(200);
    // What it holds is nobody's until it is heard again.
    pool(40, ask('silent', 200, 0));
    expect(pool(50, ask('slow', 0, 250))).toMatchObject({ granted: [], target: 267 });
    expect(pool(60, ask('idle', 16, 0, none(84)))).toMatchObject({ granted: [], target: 16, wanted: 166 });
    expect(pool(70, ask('idle', 0, 0, none(16)))).toMatchObject({ granted: [], target: 16, wanted: 150 });
    expect(count(pool(80, ask('slow', 0, 250)))).toBe(100);
  });

  it('takes a silent member’s tokens back once they can be used no more, and gives them on', () => {
    const { pool } = openAccount();
    pool(0, ask('a', 0, 300));
    for (const afterMs of [1_000, 2_000, 2_999]) expect(count(pool(afterMs, ask('b', 0, 300)))).toBe(0);
    const granted = pool(3_500, ask('b', 0, 300)).granted;
    // Its lease ended at 3,000. Its last request may be counted, and its window over, only 2,003 later.
    expect([granted.length, granted[0]]).toEqual([TOTAL, 1_503]);
  });

  it('takes nothing from a member that was silent for its lease, and tells it so', () => {
    const { pool } = openAccount();
    pool(0, ask('a', 0, 300));
    for (const afterMs of [1_000, 2_000, 3_500]) pool(afterMs, ask('b', 0, 300));
    expect(pool(4_000, ask('a', 300, 300))).toMatchObject({ revoked: true });
  });

  it('says so again to a member that has not heard it, whatever it was given meanwhile', () => {
    const { pool } = openAccount();
    pool(0, ask('a', 0, 300));
    for (const afterMs of [1_000, 2_000, 3_500]) pool(afterMs, ask('b', 0, 100));
    pool(3_600, ask('b', 100, 100, new Array(200).fill(0)));
    // Its replies do not arrive, so what the first one gave it is not what it believes it holds.
    expect(pool(4_000, ask('a', 100, 300))).toMatchObject({ revoked: true, epoch: 1 });
    expect(pool(4_100, ask('a', 100, 300))).toMatchObject({ revoked: true, epoch: 2 });
    // Half a lease later the others may have helped themselves; this member has not yet heard that it holds nothing.
    expect(pool(5_700, ask('a', 100, 300))).toMatchObject({ revoked: true, epoch: 3, recovering: true });
    expect(pool(5_800, ask('a', 0, 300, [], 3))).toMatchObject({ revoked: false, epoch: 3 });
  });

  it('counts for a while who went without a word, and may stand still', () => {
    const { at } = openAccount();
    at(0, ask('b', 0, 0));
    for (const afterMs of [0, 1_000, 2_000]) at(afterMs, ask('a', 0, 0));
    expect(at(3_000, ask('a', 0, 0))).toMatchObject({ members: 1, missed: 1 });
    for (let afterMs = 4_000; afterMs < 33_000; afterMs += 1_000) at(afterMs, ask('a', 0, 0));
    expect(at(32_999, ask('a', 0, 0))).toMatchObject({ members: 1, missed: 1 });
    expect(at(33_000, ask('a', 0, 0))).toMatchObject({ members: 1, missed: 0 });
    at(34_000, ask('b', 0, 0));
    for (const afterMs of [35_000, 36_000, 37_000]) at(afterMs, ask('a', 0, 0));
    expect(at(37_500, ask('b', 0, 0))).toMatchObject({ members: 2, missed: 0 });
  });

  it('gives at once what all gave back, however long ago', () => {
    const { at, pool } = openAccount();
    pool(0, ask('a', 0, 300));
    at(10, { ...ask('a', 0, 0, new Array(TOTAL).fill(0)), leaves: true });
    expect(pool(60_000, ask('b', 0, 10)).granted).toEqual(new Array(TOTAL).fill(0));
  });

  it('tells the others once that a member lacks some, and again when it lacks more', () => {
    const { at, pool } = openAccount();
    pool(0, ask('a', 0, 300));
    expect(at(10, ask('b', 0, 20)).announce).toEqual([POOL]);
    expect(at(20, ask('b', 0, 20)).announce).toEqual([]);
    expect(at(30, ask('b', 0, 40)).announce).toEqual([POOL]);
  });

  it('gives a grant whose reply was lost to others, once it can be in use no more', () => {
    const { pool } = openAccount();
    pool(0, ask('lost', 0, 300));
    expect(pool(100, ask('lost', 0, 300)).granted).toEqual(new Array(TOTAL).fill(CYCLE_MS));
  });

  describe('a call that needs more than a fair share', () => {
    const needing = (member: string, needs: number, turn = 0): ExchangeRequest =>
      ask(member, 0, 300, [], 0, { needs, turn });

    it('gets it once smaller ones have had their turn, and only until it has left', () => {
      const { pool } = openAccount();
      pool(0, ask('a', 0, 300));
      expect(pool(10, needing('b', 250)).target).toBe(150);
      // As long as the API takes to give as much.
      const dueMs = 10 + (250 / TOTAL) * CYCLE_MS;
      expect(pool(dueMs - 1, ask('a', 300, 300)).target).toBe(150);
      expect(pool(dueMs, ask('a', 300, 300))).toMatchObject({ target: 50, lacking: 250 });
      expect(pool(dueMs + 1, needing('b', 250)).target).toBe(250);
      expect(pool(dueMs + 2, needing('b', 250, 1)).target).toBe(150);
    });

    it('waits for the one that came before it', () => {
      const { pool } = openAccount();
      pool(0, needing('b', 200));
      pool(1, needing('a', 200));
      const targets = (atMs: number) => ['a', 'b'].map((name) => pool(atMs, needing(name, 200)).target);
      expect(targets(2)).toEqual([150, 150]);
      expect(targets(2_000)).toEqual([100, 200]);
      // It has left, and the next call of its member needs less.
      pool(2_001, needing('b', 100, 1));
      expect(pool(2_002, needing('a', 200)).target).toBe(200);
    });

    it('is as old in each limit of which it lacks something: of two calls, one gets all that it needs', () => {
      const { at } = openAccount();
      const targets = (atMs: number, member: string, first: number, second: number): (number | undefined)[] => {
        const request = ask(member, 0, 300);
        const pool = request.pools[POOL] as PoolRequest;
        const pools = { first: { ...pool, needs: first, turn: 1 }, second: { ...pool, needs: second, turn: 1 } };
        const reply = at(atMs, { ...request, pools });
        return Object.values(reply.pools).map(({ target }) => target);
      };
      targets(0, 'a', 300, 0);
      targets(1, 'b', 1, 300);
      targets(2, 'a', 300, 1);
      expect([targets(2_500, 'a', 300, 1), targets(2_501, 'b', 1, 300)]).toEqual([
        [300, 150],
        [0, 150],
      ]);
    });

    it('gets no more where there never is as much', () => {
      const { pool } = openAccount();
      pool(0, needing('b', 400));
      pool(1, needing('a', 200));
      expect([pool(2_500, needing('b', 400)).target, pool(2_501, needing('a', 200)).target]).toEqual([100, 200]);
    });
  });

  it('follows a limit that changes', () => {
    const { pool } = openAccount();
    const under = (total: number, request: ExchangeRequest): ExchangeRequest => ({
      ...request,
      pools: { [POOL]: { ...request.pools[POOL], total } as never },
    });
    pool(0, ask('a', 0, 300));
    expect(pool(10, under(200, ask('a', 300, 300)))).toMatchObject({ target: 200, lacking: 100, granted: [] });
    expect(pool(20, under(200, ask('a', 200, 300, new Array(100).fill(0))))).toMatchObject({ lacking: 0, granted: [] });
    expect(pool(30, under(250, ask('a', 200, 300))).granted).toEqual(new Array(50).fill(CYCLE_MS));
  });

  it('tells all of a pause, for as long as it lasts', () => {
    const { at } = openAccount();
    at(0, { ...ask('a', 0, 0), pauses: { partition: 5_000 } });
    expect(at(1_000, ask('b', 0, 0)).pauses).toEqual({ partition: 4_000 });
    expect(at(1_500, { ...ask('b', 0, 0), pauses: { partition: 1_000 } }).pauses).toEqual({ partition: 3_500 });
    expect(at(5_000, ask('b', 0, 0)).pauses).toEqual({});
  });

  it('lets no pause last for longer than members believe one, whatever was told', () => {
    const { at } = openAccount();
    at(0, { ...ask('a', 0, 0), pauses: { partition: 1e300 } });
    expect(at(1_000, ask('b', 0, 0)).pauses).toEqual({ partition: 9_000 });
    expect(at(9_999, ask('b', 0, 0)).pauses).toEqual({ partition: 1 });
    expect(at(10_000, ask('b', 0, 0)).pauses).toEqual({});
  });
});
