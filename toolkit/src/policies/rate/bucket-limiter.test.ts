import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { BucketLimiter } from './bucket-limiter.ts';

/** Ten at most, one more every 100 ms; a request is counted after a second at the latest. */
function setUp(marginMs = 0) {
  const clock = new FakeClock();
  const bucket = new BucketLimiter({ limit: 10, refillPerSecond: 10, marginMs, flightMs: 1_000, clock });
  /** How much would have room at once. */
  const room = (): number => [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].find((cost) => bucket.hasRoom(cost)) ?? 0;
  return { clock, bucket, room };
}

describe('BucketLimiter', () => {
  it('lets a full bucket go at once, and then as it is refilled', async () => {
    const { clock, bucket, room } = setUp();
    bucket.answered(bucket.send(10));
    expect([room(), bucket.roomAtMs(3) - clock.now(), bucket.refillMs(3)]).toEqual([0, 300, 300]);
    await clock.advance(299);
    expect(bucket.hasRoom(3)).toBe(false);
    await clock.advance(1);
    expect(bucket.hasRoom(3)).toBe(true);
  });

  it('keeps what is on its way in reserve, and draws for it at the answer', async () => {
    const { clock, bucket, room } = setUp();
    const permit = bucket.send(4);
    await clock.advance(500);
    expect(room()).toBe(6);
    bucket.answered(permit);
    expect(room()).toBe(6);
    await clock.advance(100);
    expect(room()).toBe(7);
  });

  it('draws for what has no answer when it must have arrived', async () => {
    const { clock, bucket, room } = setUp();
    const permit = bucket.send(10);
    expect(bucket.roomAtMs(1) - clock.now()).toBe(1_000);
    await clock.advance(1_000);
    expect(room()).toBe(0);
    await clock.advance(200);
    expect(room()).toBe(2);
    bucket.release(permit);
    bucket.answered(permit);
    expect(room()).toBe(2);
  });

  it('was as full as the API’s where that took the estimate at first, though more was kept', async () => {
    const { clock, bucket, room } = setUp();
    const permit = bucket.send(8);
    bucket.answered(permit);
    await clock.advance(600);
    expect(room()).toBe(8);
    // The API's was full after 200 ms, and lost what flowed in since.
    bucket.settle(permit, 8, 2);
    expect(room()).toBe(4);
  });

  it.each([
    ['less', 2, 5, 8],
    ['more', 9, 5, 1],
    ['more than there is', 13, 5, 0],
  ])('settles %s, before the answer or after it', (_what, cost, estimate, left) => {
    for (const first of ['settle', 'answer']) {
      const { bucket, room } = setUp();
      const permit = bucket.send(estimate);
      if (first === 'settle') bucket.settle(permit, cost);
      bucket.answered(permit);
      bucket.settle(permit, cost);
      expect(room()).toBe(left);
    }
  });

  it('pays what is owed before it lets anything go', async () => {
    const { clock, bucket, room } = setUp();
    const permit = bucket.send(5);
    bucket.answered(permit);
    bucket.settle(permit, 25);
    await clock.advance(1_500);
    expect(room()).toBe(0);
    await clock.advance(100);
    expect(room()).toBe(1);
  });

  it('gives nothing back that would have flowed over', async () => {
    const { clock, bucket, room } = setUp();
    const permit = bucket.send(5);
    bucket.answered(permit);
    await clock.advance(500);
    bucket.answered(bucket.send(3));
    bucket.settle(permit, 1);
    expect(room()).toBe(7);
  });

  it.each([
    ['as much as is known', 6, 6],
    ['more: that is no promise', 9, 6],
    ['less: others draw, too', 2, 2],
    ['nothing', 0, 0],
  ])('is told %s', (_what, remaining, left) => {
    const { bucket, room } = setUp();
    const permit = bucket.send(4);
    bucket.answered(permit);
    bucket.observe(permit, remaining);
    expect(room()).toBe(left);
  });

  it('counts on nothing that may have been told with the rest, where others draw, too', async () => {
    const { clock, bucket, room } = setUp();
    const permit = bucket.send(4);
    await clock.advance(300);
    bucket.answered(permit);
    bucket.observe(permit, 1);
    expect(room()).toBe(1);
  });

  it('does not take its own requests, or what flowed in since, for those of others', async () => {
    const { clock, bucket, room } = setUp();
    const first = bucket.send(4);
    bucket.send(2);
    await clock.advance(100);
    bucket.answered(first);
    bucket.observe(first, 4);
    expect(room()).toBe(4);
  });

  it('is refused no more often than others draw of whom nothing is told', async () => {
    const { clock, bucket } = setUp();
    let [level, others, admitted, refused] = [10, 0, 0, 0];
    for (let at = 0; at < 2_000; at += 1) {
      await clock.advance(50);
      level = Math.min(10, level + 0.5);
      if (at % 4 === 0 && level >= 1) {
        level -= 1;
        others += 1;
      }
      while (bucket.hasRoom()) {
        const permit = bucket.send();
        if (level >= 1) {
          level -= 1;
          admitted += 1;
        } else refused += 1;
        bucket.answered(permit);
      }
    }
    expect(others).toBeGreaterThan(400);
    expect(refused).toBeLessThanOrEqual(others);
    // All that flows in is used.
    expect(admitted + others).toBeGreaterThanOrEqual(1_000);
  });

  it('changes how much it holds: what is in it stays, or flows over', async () => {
    const { clock, bucket, room } = setUp();
    bucket.answered(bucket.send(4));
    bucket.setLimit(20);
    expect([bucket.capacity, room()]).toEqual([20, 6]);
    bucket.setLimit(5);
    expect([bucket.capacity, room()]).toEqual([5, 5]);
    await clock.advance(1_000);
    expect(room()).toBe(5);
  });

  it('keeps a margin, except of what a full bucket holds', async () => {
    const { clock, bucket } = setUp(3);
    expect(bucket.hasRoom(10)).toBe(true);
    bucket.answered(bucket.send(10));
    await clock.advance(100);
    expect(bucket.hasRoom(1)).toBe(false);
    await clock.advance(3);
    expect(bucket.hasRoom(1)).toBe(true);
  });

  it('tells of room only where somebody waits', () => {
    const { bucket } = setUp();
    let told = 0;
    bucket.onRoom = () => {
      told += 1;
    };
    bucket.answered(bucket.send(1));
    bucket.demand({ waiting: 1, cost: 1, next: 1, turn: 1 });
    bucket.reset();
    expect(told).toBe(1);
  });
});
