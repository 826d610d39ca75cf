import { describe, expect, it } from 'vitest';
import type { CoordinationEvent } from './coordinator.ts';
import { Fleet, type Joined, LIMIT } from './member.fixture.ts';

function work(fleet: Fleet, joined: Joined, atOnce = 400): void {
  for (let n = 0; n < atOnce; n += 1) {
    void (async () => {
      for (;;) await fleet.call(joined);
    })();
  }
}

const degradedOf = (events: readonly CoordinationEvent[]) =>
  events.filter((event) => event.type === 'coordination-degraded');

/** Two members that hold everything, the first one most of it. */
async function unequal(options: ConstructorParameters<typeof Fleet>[0] = {}) {
  const fleet = new Fleet(options);
  const [much, little] = [fleet.join(), fleet.join()] as [Joined, Joined];
  work(fleet, much);
  await fleet.clock.advance(6_000);
  return { fleet, much, little };
}

describe('where the store does not answer', () => {
  it('it is told by the error’s code, without its message, and told again when it answers', async () => {
    const fleet = new Fleet();
    const one = fleet.join();
    await fleet.clock.advance(2_500);
    fleet.store.away = true;
    await fleet.clock.advance(4_000);
    const event = { type: 'coordination-degraded', store: 'redis', degraded: true, reason: 'ECONNREFUSED' };
    expect(degradedOf(one.events)).toEqual([event]);
    expect(one.events.at(-1)).toEqual({ type: 'store-round-trip', store: 'redis', durationMs: 500, ok: false });
    fleet.store.away = false;
    await fleet.clock.advance(1_000);
    expect(degradedOf(one.events)).toEqual([event, { ...event, degraded: false, reason: '' }]);
    expect(JSON.stringify(one.events)).not.toContain('secret');
  });

  it('it is told until both exchanges and broadcasts get through', async () => {
    const fleet = new Fleet();
    const one = fleet.join();
    await fleet.clock.advance(2_500);
    fleet.store.refuse('NOPERM');
    fleet.store.away = true;
    await fleet.clock.advance(4_000);
    fleet.store.away = false;
    await fleet.clock.advance(4_000);
    const event = { type: 'coordination-degraded', store: 'redis', degraded: true, reason: 'NOPERM' };
    expect(degradedOf(one.events)).toEqual([event]);
    fleet.store.refuse(undefined);
    expect(degradedOf(one.events)).toEqual([event, { ...event, degraded: false, reason: '' }]);
  });

  it('a member goes on with what it holds, and after its lease with its fair share', async () => {
    const { fleet, much, little } = await unequal();
    const before = much.held;
    expect(before).toBeGreaterThan(0.9 * LIMIT);
    fleet.store.away = true;
    await fleet.clock.advance(1_900);
    expect(much.held).toBe(before);
    await fleet.clock.advance(2_500);
    expect(much.held).toBe(LIMIT / 2);
    // The other member may grow only when the first must have shrunk, and the windows of what that used are over.
    work(fleet, little);
    await fleet.clock.advance(1_000);
    expect(little.held).toBeLessThan(0.1 * LIMIT);
    await fleet.clock.advance(5_000);
    expect([much.held, little.held]).toEqual([LIMIT / 2, LIMIT / 2]);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('a call at the very end of the lease has room in the fair share at most', async () => {
    const fleet = new Fleet();
    const [much] = [fleet.join(), fleet.join()] as [Joined, Joined];
    await fleet.clock.runUntil(fleet.push(much, LIMIT));
    await fleet.clock.advance(2_000);
    fleet.store.away = true;
    // Nothing has looked at its lease before the call does.
    const rooms: [room: boolean, held: number][] = [];
    while (rooms.at(-1)?.[1] !== LIMIT / 2 && rooms.length < 4_000) {
      await fleet.clock.advance(1);
      rooms.push([much.limiter.hasRoom(LIMIT / 2 + 1), much.held]);
    }
    expect(rooms.slice(-2)).toEqual([
      [true, LIMIT],
      [false, LIMIT / 2],
    ]);
  });

  it.each([
    ['that knows everything still', false],
    ['that has lost everything', true],
  ])('sharing goes on by itself with a store %s', async (_which, loses) => {
    const { fleet, much, little } = await unequal();
    fleet.store.away = true;
    await fleet.clock.advance(2_000);
    if (loses) fleet.store.lose();
    fleet.store.away = false;
    work(fleet, little);
    await fleet.clock.advance(8_000);
    expect([much.held, little.held]).toEqual([LIMIT / 2, LIMIT / 2]);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('a long absence ends the same way', async () => {
    const { fleet, much, little } = await unequal();
    fleet.store.away = true;
    await fleet.clock.advance(30_000);
    work(fleet, little);
    await fleet.clock.advance(3_000);
    fleet.store.away = false;
    await fleet.clock.advance(8_000);
    expect(much.held + little.held).toBe(LIMIT);
    expect(Math.abs(much.held - little.held)).toBeLessThanOrEqual(2);
    expect(fleet.server.exceeded).toBe(0);
  });

  it.each([
    [undefined, 10],
    [3, 3],
  ])('one that never reached it takes its part at once, of %s processes expected', async (expectedMembers, among) => {
    const fleet = new Fleet();
    fleet.store.away = true;
    const one = fleet.join(expectedMembers === undefined ? {} : { expectedMembers });
    await fleet.clock.runUntil(one.member.ready());
    work(fleet, one, 400);
    await fleet.clock.advance(1);
    expect(one.held).toBe(Math.floor(LIMIT / among));
    await fleet.clock.advance(5_000);
    expect(one.sent).toBeGreaterThan(4 * (LIMIT / among));
    fleet.store.away = false;
    await fleet.clock.advance(8_000);
    expect(one.held).toBe(LIMIT);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('no member takes a store’s silence for its own, though the time-out is long', async () => {
    const fleet = new Fleet({ timeoutMs: 4_000 });
    fleet.store.away = true;
    const one = fleet.join();
    work(fleet, one, 40);
    await fleet.clock.advance(4_100);
    expect(degradedOf(one.events)).toHaveLength(1);
    await fleet.clock.advance(8_000);
    expect(one.sent).toBeGreaterThan(5 * (LIMIT / 10));
  });
});

describe('a reply that is lost', () => {
  it('leaves its grant to nobody until it can be in use no more, and then to all', async () => {
    const fleet = new Fleet();
    fleet.store.repliesToLose = 1;
    const one = fleet.join();
    work(fleet, one);
    await fleet.clock.advance(700);
    expect(one.sent).toBeLessThanOrEqual(LIMIT / 10);
    await fleet.clock.advance(6_000);
    expect(one.held).toBe(LIMIT);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('of a release leaves what was given back to the others, a little later', async () => {
    const { fleet, much, little } = await unequal();
    work(fleet, little);
    fleet.store.repliesToLose = 3;
    await fleet.clock.advance(10_000);
    expect(much.held + little.held).toBe(LIMIT);
    expect(Math.abs(much.held - little.held)).toBeLessThanOrEqual(2);
    expect(fleet.server.exceeded).toBe(0);
  });
});
