import { describe, expect, it } from 'vitest';
import { CallScope } from '../time/wait-scope.ts';
import { timesOf } from './exchange.fixture.ts';
import { Fleet, type Joined, LIMIT } from './member.fixture.ts';

function work(fleet: Fleet, joined: Joined, atOnce = 400): void {
  for (let n = 0; n < atOnce; n += 1) {
    void (async () => {
      for (;;) await fleet.call(joined);
    })();
  }
}

async function busyPair() {
  const fleet = new Fleet();
  const [frozen, other] = [fleet.join(), fleet.join()] as [Joined, Joined];
  work(fleet, frozen);
  work(fleet, other);
  await fleet.clock.advance(5_000);
  return { fleet, frozen, other };
}

describe('a process that stands still', () => {
  it('loses its part to the others, and sends nothing after its lease before the store has said what is left', async () => {
    const { fleet, frozen, other } = await busyPair();
    frozen.process.freeze();
    await fleet.clock.advance(6_500);
    expect(other.held).toBe(LIMIT);
    const before = frozen.sent;
    frozen.process.thaw();
    await fleet.clock.advance(1);
    expect(frozen.sent).toBe(before);
    await fleet.clock.advance(5_000);
    expect(Math.abs(frozen.held - other.held)).toBeLessThanOrEqual(2);
    expect(frozen.sent).toBeGreaterThan(before);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('goes on at once where its lease has not ended', async () => {
    const { fleet, frozen, other } = await busyPair();
    frozen.process.freeze();
    await fleet.clock.advance(1_500);
    const before = frozen.sent;
    frozen.process.thaw();
    await fleet.clock.advance(1);
    expect(frozen.sent - before).toBeGreaterThan(50);
    await fleet.clock.advance(5_000);
    expect(frozen.held + other.held).toBe(LIMIT);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('does not take its own silence for the store’s', async () => {
    const { fleet, frozen } = await busyPair();
    frozen.process.freeze();
    await fleet.clock.advance(5_000);
    fleet.store.away = true;
    const before = frozen.sent;
    frozen.process.thaw();
    // It was silent itself, so a failed exchange must show that the store does not answer.
    await fleet.clock.advance(400);
    expect(frozen.sent).toBe(before);
    await fleet.clock.advance(1_000);
    expect(frozen.events.at(-1)).toMatchObject({ type: 'store-round-trip', ok: false });
    // Others may have its part by now, until they must have shrunk to theirs.
    await fleet.clock.advance(3_000);
    expect(frozen.sent).toBe(before);
    await fleet.clock.advance(3_000);
    expect(frozen.held).toBe(LIMIT / 2);
    expect(frozen.sent).toBeGreaterThan(before);
  });

  it('in the middle of an outage sends nothing at first, either', async () => {
    const { fleet, frozen } = await busyPair();
    fleet.store.away = true;
    await fleet.clock.advance(6_000);
    frozen.process.freeze();
    await fleet.clock.advance(6_000);
    fleet.store.away = false;
    const before = frozen.sent;
    frozen.process.thaw();
    await fleet.clock.advance(1);
    expect(frozen.sent).toBe(before);
    await fleet.clock.advance(5_000);
    expect(frozen.sent).toBeGreaterThan(before);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('takes nothing back with a response that comes late: others have its tokens by then', async () => {
    const fleet = new Fleet();
    const [frozen, other] = [fleet.join(), fleet.join()] as [Joined, Joined];
    await fleet.clock.advance(2_000);
    expect(frozen.limiter.hasRoom()).toBe(true);
    const late = frozen.limiter.send();
    work(fleet, other);
    frozen.process.freeze();
    await fleet.clock.advance(8_000);
    frozen.process.thaw();
    expect(frozen.limiter.hasRoom()).toBe(false);
    await fleet.clock.advance(3_000);
    expect(frozen.held).toBe(0);
    frozen.limiter.answered(late);
    await fleet.clock.runUntil(fleet.call(frozen));
    await fleet.clock.advance(3_000);
    expect(frozen.held + other.held).toBe(LIMIT);
  });
});

describe('a process that dies', () => {
  it('is replaced by the others within its lease, the time in flight and the window', async () => {
    const { fleet, frozen: dead, other } = await busyPair();
    dead.process.kill();
    await fleet.clock.advance(3_000 + 1_000 + 1_003 + 1_100);
    expect(other.held).toBe(LIMIT);
    expect(fleet.server.exceeded).toBe(0);
  });
});

describe('leave', () => {
  it('gives everything back at once, and leaves neither timer nor subscription', async () => {
    const fleet = new Fleet();
    const [leaving, other] = [fleet.join(), fleet.join()] as [Joined, Joined];
    await fleet.clock.advance(2_000);
    const total = leaving.held + other.held;
    await fleet.clock.runUntil(leaving.member.leave());
    await fleet.clock.runUntil(other.member.leave());
    expect([total, leaving.held, other.held, fleet.clock.pending]).toEqual([LIMIT, 0, 0, 0]);
    const pool = fleet.store.state?.pools['rate:partition'];
    expect(timesOf(pool?.free ?? []).filter((at) => at <= fleet.clock.now())).toHaveLength(LIMIT);
    expect(pool?.holders).toEqual({});
    fleet.store.publish('', { from: 'somebody', pools: ['rate:partition'], members: 2 });
    await fleet.clock.advance(10_000);
    expect(fleet.clock.pending).toBe(0);
  });

  it('once is enough', async () => {
    const fleet = new Fleet();
    const { member } = fleet.join();
    await fleet.clock.advance(100);
    const trips = fleet.store.trips;
    await fleet.clock.runUntil(Promise.all([member.leave(), member.leave()]));
    await fleet.clock.runUntil(member.leave());
    expect(fleet.store.trips).toBe(trips + 1);
  });

  it('asks nothing of a store that was never there, and waits for one that is away no longer than it takes', async () => {
    const fleet = new Fleet();
    fleet.store.away = true;
    const never = fleet.join();
    await fleet.clock.advance(2_000);
    const startMs = fleet.clock.now();
    await fleet.clock.runUntil(never.member.leave());
    expect(fleet.clock.now() - startMs).toBeLessThanOrEqual(500);
    fleet.store.away = false;
    const once = fleet.join();
    await fleet.clock.advance(1_100);
    fleet.store.away = true;
    const leftMs = fleet.clock.now();
    await fleet.clock.runUntil(once.member.leave());
    expect(fleet.clock.now() - leftMs).toBeLessThanOrEqual(1_000);
    expect(fleet.clock.pending).toBe(0);
  });

  it('lets nothing be sent any more, whether the store hears of it or not', async () => {
    const fleet = new Fleet();
    const one = fleet.join();
    await fleet.clock.advance(1_000);
    expect(one.limiter.hasRoom()).toBe(true);
    fleet.store.away = true;
    await fleet.clock.runUntil(one.member.leave());
    expect([one.limiter.hasRoom(), one.held]).toEqual([false, 0]);
    await fleet.clock.advance(20_000);
    expect(one.limiter.hasRoom()).toBe(false);
    const waiting = one.line.send(new CallScope(fleet.clock, 1_000, undefined));
    await expect(fleet.clock.runUntil(waiting)).rejects.toMatchObject({ code: 'EVK_DEADLINE_EXCEEDED' });
    expect(fleet.clock.pending).toBe(0);
  });

  it('resolves ready(), which nobody else would', async () => {
    const fleet = new Fleet();
    fleet.store.lose();
    const one = fleet.join();
    const ready = one.member.ready();
    await fleet.clock.runUntil(one.member.leave());
    await ready;
  });
});
