import { expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { TokenCycle } from './token-cycle.ts';
import { ToldLimits } from './told-limits.ts';

/** Ten requests a second, by the contract. */
function setUp() {
  const clock = new FakeClock();
  const drifts: unknown[] = [];
  const limit = { name: 'requests', windowMs: 1_000 };
  const limiter = new TokenCycle({ limit: 10, windowMs: 1_000, burst: 1, clock });
  const told = new ToldLimits({
    clock,
    amountOf: () => 10,
    onDrift: ({ name }, amount, of) => drifts.push([name, amount, of]),
  });
  const tell = (of: number): void => told.note(limiter, limit, of);
  return { clock, drifts, limiter, told, tell };
}

it.each([
  ['what the contract says', 10, 10, []],
  ['less: that is obeyed', 4, 4, [['requests', 10, 4]]],
  ['a part of one', 4.7, 4, [['requests', 10, 4.7]]],
  ['more: that is no grant', 20, 10, [['requests', 10, 20]]],
  ['nothing: nobody could call any more', 0, 10, [['requests', 10, 0]]],
])('an answer may tell %s', (_what, of, capacity, reported) => {
  const { drifts, limiter, tell } = setUp();
  tell(of);
  expect(limiter.capacity).toBe(capacity);
  expect(drifts).toEqual(reported);
});

it('what answers tell again and again is reported once, and the last one counts', () => {
  const { drifts, limiter, tell } = setUp();
  for (const of of [4, 4, 6]) tell(of);
  expect([limiter.capacity, drifts.length]).toEqual([6, 1]);
  tell(10);
  expect(limiter.capacity).toBe(10);
});

it('what was told is forgotten after two windows', async () => {
  const { clock, limiter, told, tell } = setUp();
  tell(4);
  await clock.advance(1_999);
  told.forget();
  expect([limiter.capacity, told.lowered.size]).toEqual([4, 1]);
  await clock.advance(1);
  told.forget();
  expect([limiter.capacity, told.lowered.size]).toEqual([10, 0]);
});
