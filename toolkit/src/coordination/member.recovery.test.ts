import { describe, expect, it } from 'vitest';
import { amountOf } from '../policies/rate/token-ledger.ts';
import { Fleet, type Joined, LIMIT } from './member.fixture.ts';

function work(fleet: Fleet, joined: Joined): void {
  void fleet.push(joined, Number.POSITIVE_INFINITY);
}

/** Members of which the first holds everything. */
async function fleetOf(count: number) {
  const fleet = new Fleet();
  const all = Array.from({ length: count }, () => fleet.join());
  await fleet.clock.advance(2_000);
  expect(all.map(({ held }) => held)).toEqual([LIMIT, ...new Array(count - 1).fill(0)]);
  return { fleet, all };
}

/** Records what each request claims that its member has. */
function claims(fleet: Fleet): number[] {
  const told: number[] = [];
  const exchange = fleet.store.exchange.bind(fleet.store);
  fleet.store.exchange = (account, request) => {
    const { held = 0, released = [] } = request.pools['rate:partition'] ?? {};
    told.push(held + amountOf(released));
    return exchange(account, request);
  };
  return told;
}

/* Histories in which a window was once exceeded; property tests found them. */

describe('who used nothing of what it held in an absence of the store', () => {
  async function absence() {
    const { fleet, all } = await fleetOf(3);
    const [idle, ...busy] = all as [Joined, Joined, Joined];
    fleet.store.away = true;
    for (const one of busy) work(fleet, one);
    await fleet.clock.advance(12_000);
    expect(busy.map(({ held }) => held)).toEqual([LIMIT / 3, LIMIT / 3]);
    return { fleet, idle, busy, told: claims(fleet) };
  }

  it.each([
    ['that knows everything still', false],
    ['that has lost everything', true],
  ])('claims its fair share only, with a store %s', async (_which, loses) => {
    const { fleet, busy, told } = await absence();
    if (loses) fleet.store.lose();
    fleet.store.away = false;
    await fleet.clock.advance(800);
    expect(Math.max(...told)).toBe(LIMIT / 3);
    await fleet.clock.advance(15_000);
    expect(busy.map(({ held }) => held)).toEqual([LIMIT / 2, LIMIT / 2]);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('leaves no more than its fair share to the others', async () => {
    const { fleet, idle, busy, told } = await absence();
    fleet.store.lose();
    fleet.store.away = false;
    await fleet.clock.runUntil(idle.member.leave());
    expect(Math.max(...told)).toBe(LIMIT / 3);
    await fleet.clock.advance(15_000);
    expect(busy.map(({ held }) => held)).toEqual([LIMIT / 2, LIMIT / 2]);
    expect(fleet.server.exceeded).toBe(0);
  });
});

describe('a store that comes back empty', () => {
  it('makes nobody believe that there are fewer members than were there before', async () => {
    const { fleet, all } = await fleetOf(3);
    await fleet.clock.advance(500);
    // The others have only heard of this member, and it is the first to be back.
    fleet.join();
    await fleet.clock.advance(5);
    fleet.store.away = true;
    for (const one of all) work(fleet, one);
    await fleet.clock.advance(12_100);
    const told = claims(fleet);
    fleet.store.lose();
    fleet.store.away = false;
    await fleet.clock.advance(750);
    expect(Math.max(...told)).toBe(LIMIT / 4);
    await fleet.clock.advance(15_000);
    expect(fleet.server.exceeded).toBe(0);
  });
});

describe('who is the first to ask a store that has come back empty', () => {
  it('is not alone, but among as many as are expected, where that goes again at once', async () => {
    const fleet = new Fleet();
    fleet.store.lose();
    const one = fleet.join({ expectedMembers: 5 });
    await fleet.clock.advance(100);
    fleet.store.away = true;
    await fleet.clock.advance(10_000);
    expect(one.held).toBe(LIMIT / 5);
  });
});

describe('who stood still beyond its lease', () => {
  it('is not believed by a store that has lost everything meanwhile', async () => {
    const { fleet, all } = await fleetOf(2);
    const [frozen, other] = all as [Joined, Joined];
    work(fleet, frozen);
    frozen.process.freeze();
    work(fleet, other);
    await fleet.clock.advance(8_000);
    expect(other.held).toBe(LIMIT);
    fleet.store.lose();
    frozen.process.thaw();
    await fleet.clock.advance(20_000);
    expect(Math.abs(frozen.held - other.held)).toBeLessThanOrEqual(2);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('and finds the store away again that was there in between begins again', async () => {
    const { fleet, all } = await fleetOf(2);
    const [frozen, other] = all as [Joined, Joined];
    for (const one of all) work(fleet, one);
    await fleet.clock.advance(5_000);
    fleet.store.away = true;
    await fleet.clock.advance(1_500);
    frozen.process.freeze();
    await fleet.clock.advance(500);
    fleet.store.away = false;
    await fleet.clock.advance(10_000);
    expect(other.held).toBe(LIMIT);
    fleet.store.away = true;
    const before = frozen.sent;
    frozen.process.thaw();
    // The other member may use everything for a lease, and what it used is free a cycle later.
    await fleet.clock.advance(4_500);
    expect(frozen.sent).toBe(before);
    await fleet.clock.advance(8_000);
    expect([frozen.held, other.held]).toEqual([LIMIT / 2, LIMIT / 2]);
    expect(frozen.sent).toBeGreaterThan(before);
    expect(fleet.server.exceeded).toBe(0);
  });

  it.each([
    ['knows everything still', false],
    ['has lost everything meanwhile', true],
  ])('finds its fair share unused when the store is away, which %s', async (_which, loses) => {
    const { fleet, all } = await fleetOf(2);
    const [frozen, other] = all as [Joined, Joined];
    for (const one of all) work(fleet, one);
    await fleet.clock.advance(5_000);
    frozen.process.freeze();
    if (loses) fleet.store.lose();
    await fleet.clock.advance(8_000);
    expect(other.held).toBe(LIMIT);
    fleet.store.away = true;
    frozen.process.thaw();
    await fleet.clock.advance(15_000);
    expect([frozen.held, other.held]).toEqual([LIMIT / 2, LIMIT / 2]);
    expect(fleet.server.exceeded).toBe(0);
  });
});
