import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { RollingWindow } from './rolling-window.ts';

const settings = {
  kind: 'window',
  starts: 'rolling',
  unit: 'requests',
  amount: 3,
  windowMs: 1_000,
  penaltyMs: 0,
} as const;

/** Admits a request if there is room, as a key's limits do. */
function hit(window: RollingWindow, nowMs: number): boolean {
  const room = window.hasRoom(nowMs);
  if (room) window.spend(nowMs);
  else window.exceed(nowMs);
  return room;
}

test('each request is forgotten when it is as old as the window', () => {
  const window = new RollingWindow(settings);
  expect([0, 600, 999, 999.9, 1_000, 1_001, 1_600].map((at) => hit(window, at))).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
});

test('tells how long it is until one more fits, or until all does', () => {
  const window = new RollingWindow(settings);
  expect(window.quota(0)).toMatchObject({ limit: 3, remaining: 3, restMs: 0 });
  for (const at of [0, 200, 300]) hit(window, at);
  expect(window.quota(400)).toMatchObject({ remaining: 0, restMs: 600 });
  expect(window.quota(1_000)).toMatchObject({ remaining: 1, restMs: 300 });
});

test('a penalty blocks from the first request too many, and is not made longer', () => {
  const window = new RollingWindow({ ...settings, amount: 1, penaltyMs: 5_000 });
  expect([0, 10, 2_000, 5_009, 5_010].map((at) => hit(window, at))).toEqual([true, false, false, false, true]);
});

test('a repeat that turned out to be one is given back', () => {
  const window = new RollingWindow(settings);
  hit(window, 5);
  window.settle(5, 5, 1, 0);
  window.settle(5, 5, 1, 0);
  expect(window.quota(5).remaining).toBe(3);
});

test('whatever comes when, no stretch of the window’s length admits more, and what has room is admitted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 2_000 }),
      (gaps, amount, windowMs) => {
        const window = new RollingWindow({ ...settings, amount, windowMs });
        const admitted: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          const within = admitted.filter((at) => at > nowMs - windowMs).length;
          expect(hit(window, nowMs)).toBe(within < amount);
          if (within < amount) admitted.push(nowMs);
        }
      },
    ),
    runs(),
  );
});
