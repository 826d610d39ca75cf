import { describe, expect, it } from 'vitest';
import { Fleet, type Joined } from './member.fixture.ts';

/** Makes members, and records what each has heard, and when. */
function setUp(count: number) {
  const fleet = new Fleet();
  const startMs = fleet.clock.now();
  const heard: { who: number; partition: string; forMs: number; atMs: number }[] = [];
  const join = (who: number): Joined => {
    const one = fleet.join();
    one.member.onPause((partition, forMs) => heard.push({ who, partition, forMs, atMs: fleet.clock.now() - startMs }));
    return one;
  };
  const all = Array.from({ length: count }, (_, who) => join(who)) as [Joined, Joined, ...Joined[]];
  return { fleet, heard, join, all };
}

describe('a pause', () => {
  it('is heard by all others at once, and once, by whatever ways it comes', async () => {
    const { fleet, heard, all } = setUp(3);
    await fleet.clock.advance(2_500);
    all[0].member.pause('partition', 5_000);
    await fleet.clock.advance(10_000);
    expect(heard).toEqual([1, 2].map((who) => ({ who, partition: 'partition', forMs: 5_000, atMs: 2_501 })));
  });

  it('is heard by who joins later, as what is left of it', async () => {
    const { fleet, heard, all, join } = setUp(1);
    await fleet.clock.advance(2_500);
    all[0].member.pause('partition', 5_000);
    await fleet.clock.advance(1_000);
    join(7);
    await fleet.clock.advance(10_000);
    expect(heard).toMatchObject([{ who: 7, partition: 'partition' }]);
    expect(heard[0]?.forMs).toBeGreaterThan(3_950);
    expect(heard[0]?.forMs).toBeLessThanOrEqual(4_001);
  });

  it('is heard by a renewal where the broadcast was lost', async () => {
    const { fleet, heard, all } = setUp(2);
    await fleet.clock.advance(2_500);
    fleet.store.away = true;
    all[0].member.pause('partition', 5_000);
    await fleet.clock.advance(600);
    expect(heard).toEqual([]);
    fleet.store.away = false;
    await fleet.clock.advance(2_000);
    expect(heard).toMatchObject([{ who: 1, partition: 'partition' }]);
    await fleet.clock.advance(10_000);
    expect(heard).toHaveLength(1);
  });

  it('that is longer replaces one, and a shorter one does not', async () => {
    const { fleet, heard, all } = setUp(2);
    await fleet.clock.advance(2_500);
    all[0].member.pause('partition', 2_000);
    await fleet.clock.advance(500);
    all[0].member.pause('partition', 5_000);
    await fleet.clock.advance(500);
    all[1].member.pause('other', 1_000);
    await fleet.clock.advance(10_000);
    expect(heard.map(({ who, partition, forMs }) => [who, partition, forMs])).toEqual([
      [1, 'partition', 2_000],
      [1, 'partition', 5_000],
      [0, 'other', 1_000],
    ]);
  });

  it('ends, though the way to the store takes longer than the time in which it counts as the same', async () => {
    const { fleet, heard, all } = setUp(3);
    fleet.store.tripMs = 120;
    await fleet.clock.advance(2_500);
    all[0].member.pause('partition', 3_000);
    await fleet.clock.advance(30_000);
    const last = Math.max(...heard.map(({ forMs, atMs }) => forMs + atMs));
    // It is later only by the time that it takes to reach the others.
    expect(last).toBeLessThanOrEqual(2_500 + 3_000 + 2 * 120);
    expect(heard.map(({ who }) => who).sort()).toEqual([1, 2]);
  });

  it('survives a store that has lost it, as long as its owner is there', async () => {
    const { fleet, heard, all, join } = setUp(1);
    await fleet.clock.advance(2_500);
    all[0].member.pause('partition', 8_000);
    await fleet.clock.advance(1_000);
    fleet.store.lose();
    await fleet.clock.advance(1_500);
    join(7);
    await fleet.clock.advance(500);
    expect(heard).toMatchObject([{ who: 7, partition: 'partition' }]);
  });

  it('that is told for longer than any is believed ends after that, and is told once', async () => {
    const { fleet, heard } = setUp(2);
    await fleet.clock.advance(2_500);
    fleet.store.publish('account', { from: 'x', partition: 'partition', forMs: 1e300 });
    await fleet.clock.advance(60_000);
    expect(heard).toEqual([0, 1].map((who) => ({ who, partition: 'partition', forMs: 3_600_000, atMs: 2_501 })));
  });

  it('is heard for a bounded number of partitions, whoever makes them up', async () => {
    const { fleet, heard } = setUp(1);
    await fleet.clock.advance(2_500);
    for (let n = 0; n < 5_000; n += 1)
      fleet.store.publish('account', { from: 'x', partition: `partition-${n}`, forMs: 60_000 });
    await fleet.clock.advance(10_000);
    expect(heard).toHaveLength(1_000);
  });

  it('is not heard by who has left', async () => {
    const { fleet, heard, all } = setUp(2);
    await fleet.clock.advance(2_500);
    await fleet.clock.runUntil(all[1].member.leave());
    all[0].member.pause('partition', 5_000);
    await fleet.clock.advance(10_000);
    expect(heard).toEqual([]);
  });
});
