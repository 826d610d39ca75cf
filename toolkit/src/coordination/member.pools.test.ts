import { describe, expect, it } from 'vitest';
import type { SharedCeiling, SharedFloor } from './coordinator.ts';
import { Fleet } from './member.fixture.ts';

const MAX = 10;

/** Members that use as many of their slots as they want. */
class Slots {
  readonly fleet = new Fleet();
  readonly all: {
    share: number;
    inFlight: number;
    want: number;
    ceiling: SharedCeiling;
    leave: () => Promise<void>;
  }[] = [];
  most = 0;

  join(): Slots['all'][number] {
    const { member } = this.fleet.join();
    const one = { share: -1, inFlight: 0, want: 0, leave: () => member.leave(), ceiling: undefined as never };
    this.all.push(one);
    one.ceiling = member.ceiling({
      max: MAX,
      onShare: (slots) => {
        one.share = slots;
        this.#use(one);
      },
    }) as never;
    return one;
  }

  want(one: Slots['all'][number], count: number): void {
    one.want = count;
    this.#use(one);
  }

  #use(one: Slots['all'][number]): void {
    while (one.inFlight < Math.min(one.share, one.want)) {
      one.inFlight += 1;
      this.most = Math.max(
        this.most,
        this.all.reduce((sum, { inFlight }) => sum + inFlight, 0),
      );
      this.fleet.clock.setTimeout(
        () => {
          one.inFlight -= 1;
          this.#use(one);
        },
        20 + this.fleet.random() * 200,
      );
    }
    one.ceiling?.demand(one.inFlight, Math.max(0, one.want - one.inFlight));
  }
}

describe('a ceiling', () => {
  it('is nobody’s before the store has said so, and then all of the first one', async () => {
    const slots = new Slots();
    const one = slots.join();
    expect(one.share).toBe(0);
    await slots.fleet.clock.advance(5);
    expect(one.share).toBe(MAX);
  });

  it('goes to where calls wait, and is never exceeded by all together', async () => {
    const slots = new Slots();
    const [a, b, c] = [slots.join(), slots.join(), slots.join()] as const;
    await slots.fleet.clock.advance(500);
    slots.want(a, 50);
    await slots.fleet.clock.advance(3_000);
    expect(a.share).toBe(MAX);
    slots.want(b, 50);
    await slots.fleet.clock.advance(3_000);
    expect([a.share, b.share].sort()).toEqual([5, 5]);
    slots.want(c, 50);
    slots.want(a, 0);
    await slots.fleet.clock.advance(3_000);
    expect(b.share + c.share).toBeGreaterThanOrEqual(MAX - 1);
    expect(slots.most).toBe(MAX);
  });

  it('follows a maximum that changes, and is given back by who leaves', async () => {
    const slots = new Slots();
    const [a, b] = [slots.join(), slots.join()] as const;
    slots.want(a, 50);
    slots.want(b, 50);
    await slots.fleet.clock.advance(3_000);
    for (const { ceiling } of [a, b]) ceiling.setMax(4);
    await slots.fleet.clock.advance(3_000);
    expect([a.share, b.share]).toEqual([2, 2]);
    slots.want(b, 0);
    await slots.fleet.clock.advance(500);
    await slots.fleet.clock.runUntil(b.leave());
    await slots.fleet.clock.advance(3_000);
    expect([a.share, b.share]).toEqual([4, 0]);
    expect(slots.most).toBeLessThanOrEqual(MAX);
  });

  it('of one that died is the others’ once what it had in flight is over', async () => {
    const fleet = new Fleet();
    const [dead, other] = [fleet.join(), fleet.join()];
    const share = { dead: 0, other: 0 };
    const dying = dead.member.ceiling({ max: MAX, onShare: (slots) => Object.assign(share, { dead: slots }) });
    await fleet.clock.advance(500);
    dying.demand(MAX, 0);
    const ceiling = other.member.ceiling({ max: MAX, onShare: (slots) => Object.assign(share, { other: slots }) });
    await fleet.clock.advance(900);
    expect(share).toEqual({ dead: MAX, other: 0 });
    dead.process.kill();
    ceiling.demand(0, 5);
    const startMs = fleet.clock.now();
    while (share.other < MAX && fleet.clock.now() - startMs < 10_000) await fleet.clock.advance(10);
    expect(share.other).toBe(MAX);
    // The rest of its lease, which may be as old as a renewal, and a second.
    expect(fleet.clock.now() - startMs).toBeGreaterThan(2_900);
    expect(fleet.clock.now() - startMs).toBeLessThan(4_100);
  });

  it('is given back also where some of it is free only later', async () => {
    const fleet = new Fleet();
    fleet.store.repliesToLose = 1;
    const { member } = fleet.join();
    const shares: number[] = [];
    member.ceiling({ max: MAX, onShare: (slots) => shares.push(slots) });
    await fleet.clock.advance(900);
    await fleet.clock.runUntil(member.leave());
    // Before it reached the store it had its fair share.
    expect([shares, fleet.clock.pending]).toEqual([[0, 1, 0], 0]);
  });

  it('is kept by fair shares where the store is away', async () => {
    const slots = new Slots();
    const [a, b] = [slots.join(), slots.join()] as const;
    slots.want(a, 50);
    await slots.fleet.clock.advance(3_000);
    slots.fleet.store.away = true;
    slots.want(b, 50);
    await slots.fleet.clock.advance(15_000);
    expect([a.share, b.share]).toEqual([5, 5]);
    expect(slots.most).toBeLessThanOrEqual(MAX);
  });
});

describe('the floor of the retry budget', () => {
  const options = { floorPerWindow: 6, windowMs: 10_000 };

  /** Tries to withdraw every 50 ms, and counts how often it may. */
  async function withdrawn(fleet: Fleet, floor: SharedFloor, ms: number): Promise<number> {
    let count = 0;
    for (let passedMs = 0; passedMs < ms; passedMs += 50) {
      if (floor.tryWithdraw()) count += 1;
      await fleet.clock.advance(50);
    }
    return count;
  }

  it('pays for so many retries in a window, of all members together', async () => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join().member.retryFloor(options), fleet.join().member.retryFloor(options)];
    await fleet.clock.advance(500);
    const [first, second] = await Promise.all([withdrawn(fleet, a, 4_000), withdrawn(fleet, b, 4_000)]);
    expect(first + second).toBe(6);
    await fleet.clock.advance(10_000);
    expect(await withdrawn(fleet, a, 4_000)).toBeGreaterThanOrEqual(5);
  });

  it('goes to who is refused', async () => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join().member.retryFloor(options), fleet.join().member.retryFloor(options)];
    await fleet.clock.advance(500);
    const count = await withdrawn(fleet, b, 6_000);
    // It gets those that lie idle at the other member, except for a reserve.
    expect(count).toBeGreaterThanOrEqual(4);
    if (count === 6) expect(a.tryWithdraw()).toBe(false);
  });

  it('pays for nothing before the store was reached', () => {
    const fleet = new Fleet();
    expect(fleet.join().member.retryFloor(options).tryWithdraw()).toBe(false);
  });
});

describe('a partition', () => {
  it('has one limiter, however often it is asked for', () => {
    const { member, limiter } = new Fleet().join();
    expect(member.rate('partition', { limit: 1, windowMs: 1 })).toBe(limiter);
    expect(member.rate('other', { limit: 1, windowMs: 1 })).not.toBe(limiter);
  });
});

describe('a limiter that is forgotten', () => {
  it('leaves what it held to the others, and can be asked for again', async () => {
    const fleet = new Fleet();
    const [one] = [fleet.join(), fleet.join()] as const;
    await fleet.clock.advance(5_000);
    expect(Object.keys(fleet.store.state?.pools['rate:partition']?.holders ?? {})).toHaveLength(2);
    one.member.forget('partition');
    await fleet.clock.advance(30_000);
    expect(Object.keys(fleet.store.state?.pools['rate:partition']?.holders ?? {})).toHaveLength(1);
    expect(one.member.rate('partition', { limit: 100, windowMs: 1_000 })).not.toBe(one.limiter);
  });
});
