import { describe, expect, it } from 'vitest';
import { Fleet, type Joined, LIMIT } from './member.fixture.ts';

/** Makes a member call as fast as it may, with `atOnce` calls at a time. */
function work(fleet: Fleet, joined: Joined, atOnce = 400): { stop: () => void } {
  let stopped = false;
  for (let n = 0; n < atOnce; n += 1) {
    void (async () => {
      while (!stopped) await fleet.call(joined);
    })();
  }
  return {
    stop: () => {
      stopped = true;
    },
  };
}

const sumOf = (all: readonly Joined[]): number => all.reduce((sum, { held }) => sum + held, 0);

/** How many requests each member sends in `ms`. */
async function sentIn(fleet: Fleet, all: readonly Joined[], ms: number): Promise<number[]> {
  const before = all.map(({ sent }) => sent);
  await fleet.clock.advance(ms);
  return all.map(({ sent }, at) => sent - (before[at] ?? 0));
}

describe('what members hold', () => {
  it('is all there is, where there is one', async () => {
    const fleet = new Fleet();
    const one = fleet.join();
    await fleet.clock.runUntil(one.member.ready());
    expect(one.held).toBe(LIMIT);
  });

  it.each([2, 3, 7])('is the same for each of %d who all want more, and all there is together', async (count) => {
    const fleet = new Fleet();
    const all = Array.from({ length: count }, () => fleet.join());
    for (const one of all) work(fleet, one);
    await fleet.clock.advance(6_000);
    const held = all.map((one) => one.held);
    expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1);
    expect(sumOf(all)).toBe(LIMIT);
    const sent = await sentIn(fleet, all, 10_000);
    // Each has as many rounds as the others, or one more.
    expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(Math.ceil(LIMIT / count) + 20);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('goes to where the work is', async () => {
    const fleet = new Fleet();
    const [busy, calm] = [fleet.join(), fleet.join()];
    work(fleet, busy as Joined);
    work(fleet, calm as Joined, 10);
    await fleet.clock.advance(4_000);
    const [much = 0, little = 0] = await sentIn(fleet, [busy as Joined, calm as Joined], 10_000);
    // The calm member makes one call per window for each call that it has under way.
    expect(little / 10).toBeGreaterThan(9);
    expect((much + little) / 10).toBeGreaterThan(0.93 * LIMIT);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('is an equal part a moment after one joins late, and all again after one has left', async () => {
    const fleet = new Fleet();
    const first = fleet.join();
    work(fleet, first);
    await fleet.clock.advance(3_000);
    expect(first.held).toBe(LIMIT);
    const late = fleet.join();
    const ending = work(fleet, late);
    await fleet.clock.advance(2_500);
    expect([first.held, late.held]).toEqual([LIMIT / 2, LIMIT / 2]);
    ending.stop();
    await fleet.clock.runUntil(late.member.leave());
    expect(late.held).toBe(0);
    await fleet.clock.advance(3_000);
    expect(first.held).toBe(LIMIT);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('is taken over by the others as demand ends', async () => {
    const fleet = new Fleet();
    const [first, second] = [fleet.join(), fleet.join()] as [Joined, Joined];
    work(fleet, first);
    const ending = work(fleet, second);
    await fleet.clock.advance(4_000);
    ending.stop();
    // Calls that wait already are served first.
    await fleet.clock.advance(6_000);
    expect(first.held).toBeGreaterThan(0.9 * LIMIT);
    expect(fleet.server.exceeded).toBe(0);
  });

  it('follows a limit that all are told', async () => {
    const fleet = new Fleet();
    const all = [fleet.join(), fleet.join()] as [Joined, Joined];
    for (const one of all) work(fleet, one);
    await fleet.clock.advance(4_000);
    for (const { limiter } of all) limiter.setLimit(100);
    await fleet.clock.advance(4_000);
    expect(all.map((one) => one.held)).toEqual([50, 50]);
    for (const { limiter } of all) limiter.setLimit(200);
    await fleet.clock.advance(4_000);
    expect(all.map((one) => one.held)).toEqual([100, 100]);
    expect(fleet.server.exceeded).toBe(0);
  });
});

describe('what it costs', () => {
  it('is a renewal a second while nothing changes', async () => {
    const fleet = new Fleet();
    const all = Array.from({ length: 4 }, () => fleet.join());
    for (const one of all) work(fleet, one);
    await fleet.clock.advance(6_000);
    const before = fleet.store.trips;
    await fleet.clock.advance(10_000);
    expect(fleet.store.trips - before).toBeLessThanOrEqual(4 * 11);
    expect(fleet.store.trips - before).toBeGreaterThanOrEqual(4 * 9);
  });

  it('is told, trip by trip', async () => {
    const fleet = new Fleet();
    const one = fleet.join();
    await fleet.clock.runUntil(one.member.ready());
    await fleet.clock.advance(5_100);
    const trips = one.events.filter(({ type }) => type === 'store-round-trip');
    expect(trips).toHaveLength(fleet.store.trips);
    expect(trips[0]).toEqual({ type: 'store-round-trip', store: 'redis', durationMs: 2, ok: true });
  });

  it.each([
    // At most 0.96 is possible; what is measured begins and ends in the middle of a window.
    [1, 0.94, 0.1],
    [8, 0.94, 0.1],
    [32, 0.94, 0.2],
  ])(
    'keeps %d members at %d of the limit, by at most %d trips a call, with uneven work, too',
    async (count, part, most) => {
      const fleet = new Fleet();
      const all = Array.from({ length: count }, () => fleet.join());
      // A quarter of them have most of the work.
      for (const [at, one] of all.entries()) work(fleet, one, at % 4 === 0 ? 400 : 2);
      await fleet.clock.advance(4_000);
      const [before, trips] = [fleet.server.admitted, fleet.store.trips];
      await fleet.clock.advance(6_000);
      const admitted = fleet.server.admitted - before;
      expect(admitted / (6 * LIMIT)).toBeGreaterThanOrEqual(part);
      expect((fleet.store.trips - trips) / admitted).toBeLessThanOrEqual(most);
      expect(fleet.server.exceeded).toBe(0);
    },
  );
});
