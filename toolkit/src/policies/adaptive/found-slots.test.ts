import { expect, it } from 'vitest';
import { ToldSlots } from './told-slots.ts';

/** Takes slots as soon as they are open; says when, in milliseconds. */
function takeAll(slots: ToldSlots, clock: { nowMs: number }): number[] {
  const taken: number[] = [];
  while (slots.inFlight < slots.limit) {
    if (!slots.hasRoom()) clock.nowMs = slots.roomAtMs();
    expect(slots.hasRoom()).toBe(true);
    slots.take();
    taken.push(clock.nowMs);
  }
  expect([slots.hasRoom(), slots.roomAtMs()]).toEqual([false, Number.POSITIVE_INFINITY]);
  return taken;
}

function setUp(limit: number) {
  const clock = { nowMs: 1_000, now: () => clock.nowMs, setTimeout: () => () => {} };
  return { clock, slots: new ToldSlots(limit, { clock, onLimitChange: () => {} }) };
}

it.each([
  { limit: 10, lastMs: 0 },
  { limit: 11, lastMs: 25 },
  { limit: 12, lastMs: 37.5 },
  { limit: 50, lastMs: 107 },
  { limit: 200, lastMs: 146 },
])('opens ten at once, and then more and more a millisecond: $limit in $lastMs ms', ({ limit, lastMs }) => {
  const { clock, slots } = setUp(limit);
  const taken = takeAll(slots, clock).map((atMs) => atMs - 1_000);
  expect(taken[9]).toBe(0);
  expect(taken.at(-1)).toBeCloseTo(lastMs, -0.5);
});

it('begins anew where the limit is raised by more than one', () => {
  const { clock, slots } = setUp(51);
  const openMs = takeAll(slots, clock).at(-1) as number;
  slots.setLimit(52);
  slots.setLimit(200);
  const taken = takeAll(slots, clock).map((atMs) => atMs - openMs);
  expect(taken.at(-1)).toBeCloseTo(140, -0.5);
});

it('opens later where this process cannot keep up with those that wait', () => {
  const { clock, slots } = setUp(50);
  for (let at = 0; at < 10; at += 1) slots.take();
  slots.demand({ waiting: 20 });
  clock.nowMs += 25 + 40;
  slots.take();
  expect(slots.roomAtMs() - clock.nowMs).toBe(12.5 + 40);
  clock.nowMs += 52.5 + 1_000;
  slots.take();
  expect(slots.roomAtMs() - clock.nowMs).toBeCloseTo(25 / 3 + 50);
  // It is not late where nobody waits.
  slots.demand({ waiting: 0 });
  clock.nowMs += 1_000;
  slots.take();
  expect(slots.roomAtMs() - clock.nowMs).toBeCloseTo(25 / 4);
});

it('keeps nobody waiting for a slot that was in use before', () => {
  const { clock, slots } = setUp(50);
  takeAll(slots, clock);
  for (let at = 0; at < 50; at += 1) slots.release();
  const openMs = clock.nowMs;
  expect(new Set(takeAll(slots, clock))).toEqual(new Set([openMs]));
});

it('does not put off what was never in use by what comes and goes below it', () => {
  const { clock, slots } = setUp(50);
  for (let at = 0; at < 10; at += 1) slots.take();
  const opensMs = slots.roomAtMs();
  for (let at = 0; at < 1_000; at += 1) {
    slots.release();
    slots.take();
  }
  expect(slots.roomAtMs()).toBe(opensMs);
  clock.nowMs = opensMs;
  expect(slots.hasRoom()).toBe(true);
});
