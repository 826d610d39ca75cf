import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { LearntLimiter } from './learnt-limiter.ts';
import type { LimitReading } from './permit-limiter.ts';

function setUp() {
  const clock = new FakeClock();
  const limiter = new LearntLimiter(clock);
  /** How much would have room at once, up to 100. */
  const room = (): number =>
    Array.from({ length: 100 }, (_, at) => 100 - at).find((cost) => limiter.hasRoom(cost)) ?? 0;
  /** A request whose answer tells what is left. */
  const ask = (remaining: number | undefined, reading: LimitReading = {}, cost = 1): void => {
    const permit = limiter.send(cost);
    limiter.answered(permit);
    if (remaining !== undefined) limiter.observe(permit, remaining, reading);
    limiter.release(permit);
  };
  return { clock, limiter, room, ask };
}

describe('LearntLimiter', () => {
  it('lets ten go before the first answer, and all after one that tells nothing', () => {
    const { limiter, room, ask } = setUp();
    const permits = Array.from({ length: 10 }, () => limiter.send());
    expect(room()).toBe(0);
    for (const permit of permits) limiter.release(permit);
    ask(undefined);
    expect([room(), limiter.capacity]).toEqual([100, Number.POSITIVE_INFINITY]);
  });

  it('uses no more than what is told to be left, less what is on its way', () => {
    const { limiter, room, ask } = setUp();
    ask(7, { limit: 20, resetMs: 1_000 });
    expect([room(), limiter.capacity]).toEqual([7, 20]);
    limiter.send(3);
    expect(room()).toBe(4);
  });

  it('believes less at once, and more only from a request that left after the last word', () => {
    const { limiter, room, ask } = setUp();
    const early = limiter.send();
    ask(5, { resetMs: 1_000 });
    limiter.observe(early, 9, { resetMs: 1_000 });
    expect(room()).toBe(4);
    limiter.release(early);
    ask(30, { resetMs: 1_000 });
    expect(room()).toBe(30);
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
