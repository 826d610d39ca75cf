import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { CalendarLimiter } from './calendar-limiter.ts';

const DAY_MS = 86_400_000;

/** Ten a day; it is `beforeMs` before midnight, and the API's clock may be two seconds off. */
async function setUp(beforeMs: number) {
  const clock = new FakeClock();
  const limiter = new CalendarLimiter({ limit: 10, period: 'day', zone: 'UTC', clock });
  await clock.advance(limiter.renewsInMs - 2_000 - beforeMs);
  const room = (): number => [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].find((cost) => limiter.hasRoom(cost)) ?? 0;
  const use = (cost: number): void => limiter.answered(limiter.send(cost));
  return { clock, limiter, room, use };
}

describe('CalendarLimiter', () => {
  it('gives all of it at once, and again when the period has ended by both clocks', async () => {
    const { clock, limiter, room, use } = await setUp(3_600_000);
    use(10);
    expect([room(), limiter.roomAtMs() - clock.now()]).toEqual([0, 3_602_000]);
    await clock.advance(3_601_999);
    expect(room()).toBe(0);
    await clock.advance(1);
    expect([room(), limiter.roomAtMs() - clock.now()]).toEqual([10, DAY_MS]);
  });

  it.each([
    ['long before midnight', 5_000, 10],
    ['just before midnight, by this clock', 1_000, 6],
    ['just after it', -1_000, 6],
  ])('counts what is used %s where it may be counted', async (_what, beforeMs, left) => {
    const { clock, room, use } = await setUp(beforeMs);
    use(4);
    await clock.advance(beforeMs + 2_000);
    expect(room()).toBe(left);
  });

  it('counts nothing of the day before yesterday', async () => {
    const { clock, room, use } = await setUp(1_000);
    use(4);
    await clock.advance(2 * DAY_MS);
    expect(room()).toBe(10);
  });

  it('counts what is on its way over midnight on both sides', async () => {
    const { clock, limiter, room } = await setUp(10_000);
    const permit = limiter.send(3);
    await clock.advance(20_000);
    expect(room()).toBe(7);
    limiter.answered(permit);
    limiter.settle(permit, 1);
    expect(room()).toBe(9);
  });

  it('settles what was used in this period, and nothing of the one before', async () => {
    const { clock, limiter, room } = await setUp(10_000);
    const permit = limiter.send(6);
    limiter.answered(permit);
    limiter.settle(permit, 14);
    expect(room()).toBe(0);
    await clock.advance(12_000);
    limiter.settle(permit, 1);
    expect(room()).toBe(10);
  });

  it.each([
    ['less than is known', 2, 2],
    ['as much', 6, 6],
    ['more: that is no promise', 9, 6],
  ])('is told that %s is left', async (_what, remaining, left) => {
    const { limiter, room } = await setUp(10_000);
    const permit = limiter.send(4);
    limiter.answered(permit);
    limiter.observe(permit, remaining);
    expect(room()).toBe(left);
  });

  it('believes nothing about a period that it does not know', async () => {
    const { clock, limiter, room } = await setUp(1_000);
    const permit = limiter.send(1);
    await clock.advance(4_000);
    limiter.answered(permit);
    limiter.observe(permit, 0);
    expect(room()).toBe(9);
  });

  it('changes its limit, and tells those who wait', async () => {
    const { limiter, room, use } = await setUp(10_000);
    let told = 0;
    limiter.onRoom = () => {
      told += 1;
    };
    use(10);
    limiter.setLimit(12);
    expect([room(), limiter.capacity, told]).toEqual([2, 12, 0]);
    limiter.demand({ waiting: 1, cost: 1, next: 1, turn: 1 });
    limiter.reset();
    expect([told, limiter.refillMs(6)]).toEqual([1, DAY_MS / 2]);
  });
});
