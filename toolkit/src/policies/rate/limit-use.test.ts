import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { BucketLimiter } from './bucket-limiter.ts';
import { CalendarLimiter } from './calendar-limiter.ts';
import { RemainingLimiter } from './remaining-limiter.ts';
import { TokenCycle } from './token-cycle.ts';

/** Ten in a window of a second, in a bucket that is filled in one, or a day. */
function setUp() {
  const clock = new FakeClock();
  const margins = { marginMs: 0, flightMs: 5_000 };
  const limiters = {
    cycle: new TokenCycle({ limit: 10, windowMs: 1_000, burst: 1, ...margins, clock }),
    bucket: new BucketLimiter({ limit: 10, refillPerSecond: 10, ...margins, clock }),
    calendar: new CalendarLimiter({ limit: 10, period: 'day', zone: 'UTC', clock }),
  };
  return { clock, limiters };
}

describe.each(['cycle', 'bucket', 'calendar'] as const)('what is taken of a %s', (kind) => {
  it('is what is on its way and what was answered, and less once there is more', async () => {
    const { clock, limiters } = setUp();
    const limiter = limiters[kind] as TokenCycle;
    expect(limiter.use(clock.now())).toMatchObject({ used: 0, owed: 0 });
    const permit = limiter.send(4);
    expect(limiter.use(clock.now())).toMatchObject({ used: 4, owed: 0 });
    limiter.answered(permit);
    limiter.settle(permit, 3);
    expect(limiter.use(clock.now())).toMatchObject({ used: 3, owed: 0 });
    await clock.advance(kind === 'calendar' ? 86_500_000 : 1_000);
    expect(limiter.use(clock.now())).toMatchObject({ used: 0, owed: 0 });
  });

  it('is at most all of it, and what is beyond is owed', () => {
    const { clock, limiters } = setUp();
    const limiter = limiters[kind] as TokenCycle;
    const permit = limiter.send(4);
    limiter.answered(permit);
    limiter.settle(permit, 16);
    expect(limiter.use(clock.now())).toMatchObject({ used: 10, owed: 6 });
  });
});

it('a cycle tells what its answered requests have cost', () => {
  const { clock, limiters } = setUp();
  const spent = (): number | undefined => limiters.cycle.use(clock.now()).spent;
  const permit = limiters.cycle.send(4);
  expect(spent()).toBe(0);
  limiters.cycle.answered(permit);
  limiters.cycle.settle(permit, 3);
  expect(spent()).toBe(3);
});

describe('what is taken of a window that answers tell of', () => {
  it('is what they say, and what is on its way', () => {
    const limiter = new RemainingLimiter(10, 1_000);
    expect(limiter.use(0)).toEqual({ used: 0, owed: 0 });
    const permit = limiter.send();
    expect(limiter.use(1)).toEqual({ used: 1, owed: 0 });
    limiter.observe(permit, 3);
    limiter.release(permit);
    expect(limiter.use(2)).toEqual({ used: 7, owed: 0 });
  });

  it('is nothing once nothing was sent for as long as a window lasts', () => {
    const limiter = new RemainingLimiter(10, 1_000);
    const permit = limiter.send();
    limiter.observe(permit, 3);
    limiter.release(permit);
    expect([0, 999, 1_000].map((nowMs) => limiter.use(nowMs).used)).toEqual([7, 7, 0]);
    limiter.send();
    expect(limiter.use(1_001).used).toBe(8);
  });
});
