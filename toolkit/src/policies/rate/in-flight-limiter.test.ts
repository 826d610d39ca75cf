import { expect, it } from 'vitest';
import { InFlightLimiter } from './in-flight-limiter.ts';

it('has room until as many are in flight as may be, and tells who waits when one comes back', () => {
  const limiter = new InFlightLimiter(2);
  let told = 0;
  limiter.onRoom = () => {
    told += 1;
  };
  limiter.send();
  limiter.send();
  expect([limiter.hasRoom(), limiter.roomAtMs(), limiter.refillMs()]).toEqual([false, Number.POSITIVE_INFINITY, 0]);
  limiter.demand({ waiting: 1 });
  limiter.release();
  expect([limiter.hasRoom(), told]).toEqual([true, 1]);
  limiter.setLimit(1);
  expect(limiter.hasRoom()).toBe(false);
});

it('has its part of what is shared, and says what it needs', () => {
  const demands: number[][] = [];
  let most = 0;
  let onShare: (slots: number) => void = () => {};
  const limiter = new InFlightLimiter(10, (tell) => {
    onShare = tell;
    tell(0);
    return { demand: (inFlight, waiting) => demands.push([inFlight, waiting]), setMax: (max) => (most = max) };
  });
  expect(limiter.hasRoom()).toBe(false);
  limiter.demand({ waiting: 1 });
  onShare(1);
  limiter.send();
  expect([limiter.hasRoom(), demands]).toEqual([
    false,
    [
      [0, 1],
      [1, 1],
    ],
  ]);
  limiter.setLimit(20);
  expect([most, limiter.limit]).toEqual([20, 1]);
});
