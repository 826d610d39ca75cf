import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { LearntLimiter } from './learnt-limiter.ts';
import type { LimitReading } from './permit-limiter.ts';

function setUp(members = 1) {
  const clock = new FakeClock();
  const shared = { members };
  const limiter = new LearntLimiter(clock, () => shared.members);
  /** How much would have room at once, up to 100. */
  const room = (): number =>
    Array.from({ length: 100 }, (_, at) => 100 - at).find((cost) => limiter.hasRoom(cost)) ?? 0;
  /** A request whose answer tells what is left. */
  const ask = (remaining: number | undefined, reading: LimitReading = {}, cost = 1): void => {
    const permit = limiter.send(cost);
    limiter.answered(permit);
    if (remaining === undefined) limiter.untold();
    else limiter.observe(permit, remaining, reading);
    limiter.release(permit);
  };
  return { clock, limiter, room, ask, shared };
}

describe('LearntLimiter', () => {
  it('lets ten go before the first answer, and all after one that tells nothing', () => {
    const { limiter, room, ask } = setUp();
    const permits = Array.from({ length: 10 }, () => limiter.send());
    expect(room()).toBe(0);
    for (const permit of permits) limiter.release(permit);
    ask(undefined);
    expect([room(), limiter.capacity, limiter.toldLeft]).toEqual([100, Number.POSITIVE_INFINITY, undefined]);
  });

  it('uses no more than what is told to be left, less what is on its way', () => {
    const { limiter, room, ask } = setUp();
    ask(7, { limit: 20, resetMs: 1_000 });
    expect([room(), limiter.capacity, limiter.toldLeft]).toEqual([7, 20, 7]);
    limiter.send(3);
    expect([room(), limiter.toldLeft]).toEqual([4, 4]);
  });

  it('believes less at once, and more only from a request that left after the last word', () => {
    const { limiter, room, ask } = setUp();
    const early = limiter.send();
    ask(5, { resetMs: 1_000 });
    limiter.observe(early, 9, { resetMs: 1_000 });
    expect(room()).toBe(5);
    limiter.release(early);
    ask(30, { resetMs: 1_000 });
    expect(room()).toBe(30);
  });

  it('tries once a second where an answer tells that nothing is left, and not until when as others do', async () => {
    const { clock, room, ask, limiter } = setUp();
    ask(7, { resetMs: 1_000 });
    const late = limiter.send();
    await clock.advance(2_000);
    expect(room()).toBe(6);
    limiter.answered(late);
    limiter.observe(late, 0);
    limiter.release(late);
    await clock.advance(999);
    expect(room()).toBe(0);
    await clock.advance(1);
    expect(limiter.roomAtMs(1)).toBe(clock.now());
    expect(limiter.hasRoom(1)).toBe(true);
  });

  it('takes what told nothing for counted', () => {
    const { room, ask } = setUp();
    ask(7, { limit: 20, resetMs: 1_000 });
    ask(undefined, {}, 3);
    expect(room()).toBe(4);
  });

  it.each([
    ['as much as the limit that was told', { limit: 20, resetMs: 1_000 }, 20],
    ['as much as was ever left, where no limit was told', { resetMs: 1_000 }, 12],
  ])('has %s when the window ends', async (_what, reading, left) => {
    const { clock, limiter, room, ask } = setUp();
    ask(12, reading);
    ask(0, reading);
    expect([room(), limiter.roomAtMs(1) - clock.now()]).toEqual([0, 1_003]);
    await clock.advance(1_003);
    expect([limiter.hasRoom(left), limiter.hasRoom(left + 1)]).toEqual([true, !('limit' in reading)]);
  });

  it('is open again when a pause ends that was told where nothing was left, whatever else was told', () => {
    const { limiter, room, ask } = setUp();
    ask(0, { limit: 20, resetMs: 30_000 });
    limiter.reset();
    expect(room()).toBe(20);
    ask(3, { limit: 20, resetMs: 30_000 });
    limiter.reset();
    expect(room()).toBe(3);
  });

  it('is open again after a window of which only its end was told', async () => {
    const { clock, room, ask } = setUp();
    ask(0, { resetMs: 1_000 });
    await clock.advance(1_003);
    expect(room()).toBe(100);
  });

  it('tries one at a time where nobody says when there is more', async () => {
    const { clock, limiter, room, ask } = setUp();
    ask(2);
    expect([room(), limiter.roomAtMs(5) - clock.now()]).toEqual([2, 1_000]);
    await clock.advance(1_000);
    expect(limiter.hasRoom(5)).toBe(true);
    limiter.send(5);
    expect(limiter.hasRoom(1)).toBe(false);
  });

  it('knows a bucket by its end that moves on, and what flows into it by when it is full', async () => {
    const { clock, limiter, room, ask } = setUp();
    // Ten a second flow in.
    const reading = (remaining: number) => ({ limit: 100, resetMs: (100 - remaining) * 100 });
    for (const remaining of [60, 40, 19]) {
      ask(remaining, reading(remaining));
      await clock.advance(10);
    }
    expect(room()).toBe(19);
    await clock.advance(1_000);
    expect(room()).toBe(28);
    expect(limiter.refillMs(10)).toBeCloseTo(1_012.5);
    ask(5, reading(5), 10);
    expect(room()).toBe(4);
  });

  it('is told how a bucket is refilled', async () => {
    const { clock, room, ask } = setUp();
    ask(10, { limit: 100, restorePerSecond: 20 });
    await clock.advance(1_003);
    expect(room()).toBe(30);
  });

  it('knows a bucket by ends that each answer moves by a little', async () => {
    const { clock, room, ask } = setUp();
    for (let at = 0; at < 70; at += 1) {
      ask(70, { limit: 100, resetMs: 3_000 });
      await clock.advance(50);
    }
    await clock.advance(1_000);
    expect(room()).toBe(80);
  });

  it('knows a bucket by two answers of which the second takes as many times as long to be full as more is missing', async () => {
    const { clock, limiter, room, ask } = setUp();
    ask(89, { limit: 100, resetMs: 110 });
    ask(9, { limit: 100, resetMs: 910 });
    await clock.advance(403);
    expect(room()).toBe(48);
    expect(limiter.refillMs(10)).toBeCloseTo(101.1, 1);
  });

  it('knows a bucket by many answers, each of which misses a little more than the one before', async () => {
    const { clock, limiter, ask } = setUp();
    // 20 flow in each millisecond.
    for (let missing = 20_010; missing <= 41_010; missing += 1_400) {
      await clock.advance(30);
      ask(60_000 - missing, { limit: 60_000, resetMs: missing / 20 }, 2_000);
    }
    expect(limiter.hasRoom(28_000)).toBe(false);
    await clock.advance(500);
    expect(limiter.hasRoom(28_000)).toBe(true);
  });

  it.each([
    { what: 'of what was known', remaining: 15_000, room: 15_000 },
    { what: 'what is told, if others draw, too', remaining: 5_000, room: 5_000 },
  ])('does not draw twice for what was on its way when it got to know a bucket: $what', ({ remaining, room }) => {
    const { limiter, ask } = setUp();
    ask(55_000, { limit: 60_000, resetMs: 250 });
    const [first] = Array.from({ length: 4 }, () => limiter.send(10_000));
    limiter.answered(first as never);
    limiter.observe(first as never, remaining, { limit: 60_000, resetMs: (60_000 - remaining) / 20 + 1 });
    // 3 ms of what flows in are its margin.
    expect([limiter.hasRoom(room - 100), limiter.hasRoom(room)]).toEqual([true, false]);
  });

  it('takes a window for no bucket of which more is used, and more is left to come', () => {
    const { clock, limiter, ask } = setUp();
    ask(89, { limit: 100, resetMs: 110 });
    ask(9, { limit: 100, resetMs: 1_990 });
    expect(limiter.roomAtMs(20) - clock.now()).toBe(1_993);
  });

  it('takes a window for no bucket whose end seems to move, since answers are late', async () => {
    const { clock, limiter, room, ask } = setUp();
    for (const [remaining, resetMs] of [
      [90, 9_000],
      [50, 10_600],
      [10, 12_200],
    ] as const) {
      ask(remaining, { limit: 100, resetMs });
      await clock.advance(10);
    }
    await clock.advance(5_000);
    expect([room(), limiter.hasRoom(11)]).toEqual([10, false]);
  });

  it('holds no longer in reserve what an answer has told of, though its stream goes on', () => {
    const { limiter, room } = setUp();
    const stream = limiter.send(10);
    limiter.answered(stream);
    limiter.observe(stream, 30, { limit: 50, resetMs: 9_000 });
    expect(room()).toBe(30);
    limiter.release(stream);
    expect(room()).toBe(30);
  });

  it('wakes who waits as soon as more is told', () => {
    const { limiter, ask } = setUp();
    ask(1, { limit: 50, resetMs: 9_000 });
    const stream = limiter.send(1);
    let woken = 0;
    limiter.onRoom = () => {
      woken += 1;
    };
    limiter.demand({ waiting: 1, cost: 5, next: 5, turn: 1 });
    limiter.observe(stream, 20, { limit: 50, resetMs: 9_000 });
    expect(woken).toBe(1);
  });

  it('divides what is left among all who share it', async () => {
    const { clock, limiter, room, ask, shared } = setUp(4);
    expect([0, 1, 2].map(() => limiter.send() && room() > 0)).toEqual([true, true, false]);
    ask(80, { limit: 100, resetMs: 10_000 });
    expect(room()).toBe(25 - 4);
    shared.members = 2;
    expect(room()).toBe(50 - 4);
    ask(8, { limit: 100, restorePerSecond: 10 });
    await clock.advance(1_003);
    expect(room()).toBe(4 + 5 - 3);
  });

  it('lets one at a time go beyond its part of a window', () => {
    const { limiter, ask } = setUp(4);
    ask(60, { limit: 100, resetMs: 10_000 }, 25);
    expect([limiter.hasRoom(15), limiter.hasRoom(16)]).toEqual([true, false]);
    limiter.send(1);
    expect(limiter.hasRoom(1)).toBe(false);
  });

  it('lets a call alone that is larger than its part of the limit', async () => {
    const { clock, limiter, ask } = setUp(4);
    ask(80, { limit: 100, resetMs: 10_000 });
    expect([limiter.hasRoom(25), limiter.hasRoom(26), limiter.hasRoom(81)]).toEqual([false, true, false]);
    ask(80, { limit: 100, restorePerSecond: 10 });
    expect([limiter.hasRoom(30), limiter.roomAtMs(30) > clock.now()]).toEqual([false, true]);
    await clock.advance(3_000);
    expect(limiter.hasRoom(30)).toBe(true);
    limiter.send(30);
    expect(limiter.hasRoom(1)).toBe(false);
  });

  it('takes no more for left of a bucket where what had left before has cost less than was thought', async () => {
    const { clock, limiter, ask } = setUp();
    ask(900, { limit: 1_000, restorePerSecond: 10 });
    ask(900, { limit: 1_000, restorePerSecond: 10 });
    const dear = limiter.send(600);
    await clock.advance(100);
    limiter.answered(dear);
    // It leaves before it is known what the other one has cost.
    const late = limiter.send(100);
    limiter.settle(dear, 100);
    limiter.observe(dear, 800, { limit: 1_000, restorePerSecond: 10 });
    limiter.release(dear);
    await clock.advance(100);
    limiter.answered(late);
    limiter.observe(late, 700, { limit: 1_000, restorePerSecond: 10 });
    expect([limiter.hasRoom(690), limiter.hasRoom(720)]).toEqual([true, false]);
  });

  it('takes a window whose end stays for no bucket', async () => {
    const { clock, room, ask } = setUp();
    for (let at = 0; at < 5; at += 1) {
      ask(20 - at, { limit: 100, resetMs: 10_000 - at * 1_000 });
      await clock.advance(1_000);
    }
    expect(room()).toBe(16);
  });

  it('forgets after two windows what nobody tells any more', async () => {
    const { clock, room, ask } = setUp();
    ask(0, { limit: 20, windowMs: 5_000 });
    await clock.advance(9_999);
    expect(room()).toBe(20);
    await clock.advance(1);
    expect(room()).toBe(100);
  });
});
