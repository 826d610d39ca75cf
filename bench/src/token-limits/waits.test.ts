import { describe, expect, it } from 'vitest';
import { admitted, refused } from './measure.fixture.ts';
import { loadPlanFor } from './plan.ts';
import { waitsOf } from './waits.ts';

// 20 tokens a millisecond.
const plan = loadPlanFor({ quick: true, seed: 1, charges: 'estimate', processes: 1 });
const call = (number: number, estimate: number, actual = estimate) => ({
  number,
  atMs: 0,
  estimate,
  actual,
  process: 0,
});
const made = (number: number, offeredAtMs: number) => ({ call: number, offeredAtMs, ok: true });

describe('the bound of a wait', () => {
  const waits = (entries: Parameters<typeof waitsOf>[0]['entries'], ...offered: ReturnType<typeof made>[]) =>
    waitsOf({ plan, calls: [call(0, 2_000), call(1, 100, 400), call(2, 600, 300)], entries, lateMs: 5 }, offered).map(
      ({ waitMs, boundMs }) => [waitMs, boundMs - plan.network.mostMs - 5],
    );

  it('is twice its own cost where nothing is ahead: what may overtake it, and itself', () => {
    expect(waits([admitted(0, 1_100, 2_000)], made(0, 1_000))).toEqual([[100, 200]]);
  });

  it('counts what came before and was not admitted, at what it was estimated or took', () => {
    const entries = [admitted(0, 1_200, 2_000), admitted(1, 1_210, 400), admitted(2, 1_230, 300)];
    expect(waits(entries, made(0, 1_000), made(1, 1_000), made(2, 1_000))).toEqual([
      [200, 200],
      [210, 140],
      [230, 180],
    ]);
  });

  it('counts only what is still to be paid of calls that are under way, and nothing of settled ones', () => {
    const entries = [
      admitted(0, 1_000, 2_000, { settledAtMs: 1_040 }),
      admitted(1, 1_000, 400, { charged: 100, settledAtMs: 1_300 }),
      admitted(2, 1_150, 300),
    ];
    expect(waits(entries, made(0, 990), made(1, 990), made(2, 1_050))[2]).toEqual([100, 75]);
  });

  it('counts a debt', () => {
    const entries = [admitted(0, 1_000, 2_000, { level: -500 }), admitted(2, 1_150, 300)];
    expect(waits(entries, made(0, 990), made(2, 1_050))[1]).toEqual([100, 85]);
  });

  it('counts what refusals told meanwhile, once', () => {
    const entries = [
      refused(0, 500, 1_000),
      refused(2, 1_100, 1_000),
      refused(0, 1_600, 1_000),
      admitted(2, 2_700, 300),
      refused(0, 2_800, 1_000),
    ];
    // From 1,050 until 1,500, and from 1,500 until 2,600.
    expect(waits(entries, made(2, 1_050))).toEqual([[1_650, 60 + 450 + 1_100]]);
  });

  it('counts only what came to the same process, its part of what flows in, and the time until it has that', () => {
    const fleet = { ...plan, processes: 2 };
    const calls = [0, 1, 0].map((process, number) => ({ ...call(number, 200), process }));
    const entries = [
      admitted(0, 990, 200, { charged: 100, settledAtMs: 1_000 }),
      admitted(1, 1_100, 200, { level: -900 }),
      admitted(2, 1_200, 200),
    ];
    const offered = [made(0, 980), made(1, 1_000), made(2, 1_005)];
    const [, other, same] = waitsOf({ plan: fleet, calls, entries, lateMs: 0 }, offered);
    expect([other?.boundMs, same?.boundMs].map((ms) => Number(ms) - plan.network.mostMs)).toEqual([2_040, 2_045]);
  });

  it('is not told of a call that was never admitted', () => {
    expect(waits([], made(0, 0))).toEqual([]);
  });
});
