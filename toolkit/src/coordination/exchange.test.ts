import { describe, expect, it } from 'vitest';
import { type AccountState, type ExchangeReply, type ExchangeRequest, exchange, newAccount } from './exchange.ts';

const POOL = 'rate:lane';
const LEASE_MS = 3_000;
const TOTAL = 300;
const CYCLE_MS = 2_003;
const T0 = 1_767_225_600_000;
const FOR_EVER_MS = Number.POSITIVE_INFINITY;

const ask = (member: string, held: number, want: number, released: number[] = [], epoch = 0): ExchangeRequest => ({
  member,
  leaseMs: LEASE_MS,
  pools: { [POOL]: { total: TOTAL, cycleMs: CYCLE_MS, held, want, released, epoch } },
  pauses: {},
  maxPauseMs: 10_000,
  lapsed: false,
  leaves: false,
});

/** An account, and exchanges at times after its start. */
function setUp(quietMs = FOR_EVER_MS) {
  let state: AccountState | undefined;
  const at = (afterMs: number, request: ExchangeRequest): ExchangeReply => {
    state ??= newAccount(T0 + afterMs, quietMs);
    return exchange(state, T0 + afterMs, request);
  };
  const pool = (afterMs: number, request: ExchangeRequest) => {
    const reply = at(afterMs, request).pools[POOL];
    if (reply === undefined) throw new Error('There is no reply for the pool.');
    return reply;
  };
  return { at, pool };
}

const count = (reply: { granted: readonly number[] }): number => reply.granted.length;

describe('exchange', () => {
  it('gives the first all there is, and makes it give back what a second lacks', () => {
    const { at, pool } = setUp();
    expect(count(pool(0, ask('a', 0, 10)))).toBe(TOTAL);
    // One who wants nothing yet lacks nothing.
    expect(pool(10, ask('b', 0, 0))).toMatchObject({ granted: [], target: 145, lacking: 0 });
    expect(at(20, ask('b', 0, 40))).toMatchObject({ news: [POOL], pools: { [POOL]: { granted: [], target: 165 } } });
    expect(pool(30, ask('a', 300, 10))).toMatchObject({ target: 135, lacking: 40, wanted: 40 });
    const released = new Array<number>(165).fill(0).with(0, 700);
    expect(at(40, ask('a', 135, 10, released))).toMatchObject({ news: [POOL] });
    const granted = pool(50, ask('b', 0, 40)).granted;
    expect([granted.length, granted.at(-1)]).toEqual([165, 690]);
  });

  it('takes a silent member’s tokens back once they can be used no more, and gives them on', () => {
    const { pool } = setUp();
    pool(0, ask('a', 0, 300));
    for (const afterMs of [1_000, 2_000, 2_999]) expect(count(pool(afterMs, ask('b', 0, 300)))).toBe(0);
    const granted = pool(3_500, ask('b', 0, 300)).granted;
    // Its lease ended at 3,000, and its last request may be counted, and its window be over, 2,003 later.
    expect([granted.length, granted[0]]).toEqual([TOTAL, 1_503]);
  });

  it('takes nothing from a member that was silent for its lease, and tells it so', () => {
    const { pool } = setUp();
    pool(0, ask('a', 0, 300));
    for (const afterMs of [1_000, 2_000, 3_500]) pool(afterMs, ask('b', 0, 300));
    expect(pool(4_000, ask('a', 300, 300))).toMatchObject({ revoked: true });
  });

  it('says so again to a member that has not heard it, whatever it was given meanwhile', () => {
    const { pool } = setUp();
    pool(0, ask('a', 0, 300));
    for (const afterMs of [1_000, 2_000, 3_500]) pool(afterMs, ask('b', 0, 100));
    pool(3_600, ask('b', 100, 100, new Array(200).fill(0)));
    // Replies that do not arrive: what it was given with the first is not what it believes to hold.
    expect(pool(4_000, ask('a', 100, 300))).toMatchObject({ revoked: true, epoch: 1 });
    expect(pool(4_100, ask('a', 100, 300))).toMatchObject({ revoked: true, epoch: 2 });
    // Half a lease later the others may have helped themselves; this one has not heard yet that it had nothing.
    expect(pool(5_700, ask('a', 100, 300))).toMatchObject({ revoked: true, epoch: 3, recovering: true });
    expect(pool(5_800, ask('a', 0, 300, [], 3))).toMatchObject({ revoked: false, epoch: 3 });
  });

  it('believes whoever says what it holds, where the state was lost', () => {
    const { pool } = setUp(0);
    expect(pool(0, ask('a', 120, 300))).toMatchObject({ revoked: false, granted: [] });
    expect(pool(100, ask('b', 150, 300))).toMatchObject({ revoked: false, granted: [] });
    for (const afterMs of [1_000, 2_000, 3_000, 4_000, 5_000]) {
      expect(count(pool(afterMs, ask('a', 120, 300)))).toBe(0);
      expect(count(pool(afterMs, ask('b', 150, 300)))).toBe(0);
    }
    // Then the rest is nobody's.
    expect(pool(5_100, ask('a', 120, 300))).toMatchObject({ granted: new Array(30).fill(0), target: 150 });
  });

  it('needs no time to recover in a store that has run for long without the state', () => {
    expect(count(setUp(LEASE_MS + CYCLE_MS).pool(0, ask('a', 0, 1)))).toBe(TOTAL);
    expect(count(setUp(LEASE_MS + CYCLE_MS - 1).pool(0, ask('a', 0, 1)))).toBe(0);
  });

  it('takes a silence of all for its own, and takes nothing from anybody for it', () => {
    const { pool } = setUp();
    pool(0, ask('a', 0, 300));
    expect(count(pool(6_000, ask('b', 0, 300)))).toBe(0);
    expect(pool(6_500, ask('a', 300, 300))).toMatchObject({ revoked: false, target: 150, lacking: 150 });
  });

  it('takes nothing from those who helped themselves in a long silence, and gives nothing of what lies there', () => {
    const { pool } = setUp();
    pool(0, ask('a', 0, 300));
    pool(10, ask('b', 0, 0));
    pool(20, ask('a', 100, 100, new Array(200).fill(0)));
    expect(pool(9_000, ask('a', 150, 300))).toMatchObject({ revoked: false, granted: [], recovering: true });
    expect(pool(9_100, ask('b', 150, 300))).toMatchObject({ revoked: false, granted: [] });
    pool(10_000, ask('a', 150, 300));
    expect(pool(10_100, ask('b', 120, 300))).toMatchObject({ revoked: false, granted: [] });
    pool(11_000, ask('b', 120, 300));
    // Once all must have been heard what nobody has claimed is free, as soon as it can be in use no more.
    expect(pool(9_000 + LEASE_MS - 1, ask('b', 120, 300)).granted).toEqual([]);
    expect(pool(9_000 + LEASE_MS, ask('b', 120, 300)).granted).toEqual(new Array(30).fill(CYCLE_MS));
  });

  it('after a silence gives nothing of what lies there before all must have been heard', () => {
    const { pool } = setUp();
    pool(0, ask('a', 0, 300));
    pool(10, ask('b', 0, 0));
    pool(20, ask('a', 200, 200, new Array(100).fill(0)));
    // Half a lease, and more: `b` may help itself before it is answered, even if its replies are lost for a lease.
    expect(pool(1_600, ask('a', 200, 300))).toMatchObject({ granted: [], recovering: true });
    expect(pool(2_600, ask('b', 0, 0))).toMatchObject({ granted: [], recovering: true });
    expect(pool(3_600, ask('b', 100, 0))).toMatchObject({ revoked: false, recovering: true });
    expect(pool(3_700, ask('a', 200, 300))).toMatchObject({ granted: [], recovering: true });
    expect(pool(4_600, ask('a', 200, 300))).toMatchObject({ granted: [], recovering: false });
  });

  it('after a silence has nothing to wait for once those who were there before are gone', () => {
    const { pool } = setUp();
    pool(0, ask('dead', 0, 300));
    expect(pool(2_000, ask('new', 0, 300))).toMatchObject({ granted: [], recovering: true });
    // Had it been the store that was away, the other one would have been heard by now.
    const { granted, recovering } = pool(3_000, ask('new', 0, 300));
    expect([recovering, granted]).toEqual([false, new Array(TOTAL).fill(CYCLE_MS)]);
  });

  it('that has lost its state, and is away again before it has heard all, waits for them anew', () => {
    const { pool } = setUp(0);
    pool(0, ask('a', 100, 300));
    expect(pool(8_000, ask('a', 100, 300))).toMatchObject({ granted: [], recovering: true });
    expect(pool(8_100, ask('b', 150, 300))).toMatchObject({ revoked: false, recovering: true });
  });

  it('has nobody to hear where there is one member only', () => {
    const { pool } = setUp();
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
      const { pool } = setUp(0);
      pool(0, ask('a', 200, 300));
      pool(100, ask('b', 100, 0));
      for (const afterMs of [1_000, 2_000, 3_000, 4_000]) pool(afterMs, ask('a', 200, 300));
      if (request !== undefined) pool(4_900, request);
      const { granted } = pool(LEASE_MS + CYCLE_MS, ask('a', 200, 300));
      expect([what, granted]).toEqual([what, new Array(granted.length).fill(CYCLE_MS)]);
    }
  });

  it('leaves to one that lapsed in a silence its fair share, and does not believe one in a state that was lost', () => {
    const lapsed = (held: number): ExchangeRequest => ({ ...ask('b', held, 300), lapsed: true });
    for (const [held, revoked] of [
      [150, false],
      [151, true],
    ] as const) {
      const { pool } = setUp();
      pool(0, ask('b', 0, 300));
      pool(10, ask('a', 0, 0));
      pool(20, ask('b', held, 0, new Array(TOTAL - held).fill(0)));
      pool(9_000, ask('a', 0, 0));
      expect(pool(9_100, lapsed(held))).toMatchObject({ revoked });
    }
    const { pool } = setUp(0);
    pool(0, ask('a', 150, 300));
    expect(pool(100, lapsed(150))).toMatchObject({ revoked: true, granted: [] });
  });

  it('counts for a while who went without a word, and may stand still', () => {
    const { at } = setUp();
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

  it('gives to who helped itself nothing that it may have used just now', () => {
    const { at, pool } = setUp();
    pool(0, ask('a', 0, 300));
    at(10, { ...ask('a', 0, 0, new Array(TOTAL).fill(0)), leaves: true });
    const reply = pool(20, ask('a', 40, 300));
    expect(reply).toMatchObject({ revoked: true });
    expect(reply.granted.filter((readyInMs) => readyInMs === CYCLE_MS)).toHaveLength(40);
    expect(reply.granted.filter((readyInMs) => readyInMs === 0)).toHaveLength(TOTAL - 40);
  });

  it('gives at once what all gave back, however long ago', () => {
    const { at, pool } = setUp();
    pool(0, ask('a', 0, 300));
    at(10, { ...ask('a', 0, 0, new Array(TOTAL).fill(0)), leaves: true });
    expect(pool(60_000, ask('b', 0, 10)).granted).toEqual(new Array(TOTAL).fill(0));
  });

  it('believes who holds some of a pool that it does not know', () => {
    const { pool } = setUp();
    expect(pool(0, ask('a', 30, 300))).toMatchObject({ revoked: false, granted: [], recovering: true });
    for (const afterMs of [1_000, 2_000, 3_000, 4_000, 5_000]) pool(afterMs, ask('a', 30, 300));
    expect(pool(LEASE_MS + CYCLE_MS, ask('b', 30, 300))).toMatchObject({ revoked: true, recovering: false });
  });

  it('tells the others once that a member lacks some, and again when it lacks more', () => {
    const { at, pool } = setUp();
    pool(0, ask('a', 0, 300));
    expect(at(10, ask('b', 0, 20)).news).toEqual([POOL]);
    expect(at(20, ask('b', 0, 20)).news).toEqual([]);
    expect(at(30, ask('b', 0, 40)).news).toEqual([POOL]);
  });

  it('gives a grant whose reply was lost to others, once it can be in use no more', () => {
    const { pool } = setUp();
    pool(0, ask('lost', 0, 300));
    expect(pool(100, ask('lost', 0, 300)).granted).toEqual(new Array(TOTAL).fill(CYCLE_MS));
  });

  it('follows a limit that changes', () => {
    const { pool } = setUp();
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
    const { at } = setUp();
    at(0, { ...ask('a', 0, 0), pauses: { lane: 5_000 } });
    expect(at(1_000, ask('b', 0, 0)).pauses).toEqual({ lane: 4_000 });
    expect(at(1_500, { ...ask('b', 0, 0), pauses: { lane: 1_000 } }).pauses).toEqual({ lane: 3_500 });
    expect(at(5_000, ask('b', 0, 0)).pauses).toEqual({});
  });

  it('lets no pause last for longer than members believe one, whatever was told', () => {
    const { at } = setUp();
    at(0, { ...ask('a', 0, 0), pauses: { lane: 1e300 } });
    expect(at(1_000, ask('b', 0, 0)).pauses).toEqual({ lane: 9_000 });
    expect(at(9_999, ask('b', 0, 0)).pauses).toEqual({ lane: 1 });
    expect(at(10_000, ask('b', 0, 0)).pauses).toEqual({});
  });
});
