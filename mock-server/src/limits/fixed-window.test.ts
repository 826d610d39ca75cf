import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { FixedWindow } from './fixed-window.ts';

const settings = {
  kind: 'window',
  starts: 'first-request',
  unit: 'requests',
  amount: 3,
  windowMs: 1_000,
  penaltyMs: 0,
} as const;

/** Admits a request if there is room, as a key's limits do. */
function hit(window: FixedWindow, nowMs: number): boolean {
  const room = window.hasRoom(nowMs);
  if (room) window.spend(nowMs);
  else window.exceed(nowMs);
  return room;
}

test('starts at its first hit and ends windowMs later', () => {
  const window = new FixedWindow(settings);
  expect(window.quota(500)).toMatchObject({ limit: 3, remaining: 3, restMs: 0 });
  expect([600, 700, 800, 900, 1_599.9].map((at) => hit(window, at))).toEqual([true, true, true, false, false]);
  expect(window.quota(1_500)).toMatchObject({ limit: 3, remaining: 0, restMs: 100 });
  expect(window.quota(1_600)).toMatchObject({ limit: 3, remaining: 3, restMs: 0 });
  expect(hit(window, 1_600)).toBe(true);
  expect(window.quota(1_600)).toMatchObject({ limit: 3, remaining: 2, restMs: 1_000 });
});

describe('with a penalty', () => {
  test('the first request too many starts it; later ones do not extend it', () => {
    const window = new FixedWindow({ ...settings, penaltyMs: 5_000 });
    expect([0, 0, 0, 900, 2_000, 5_899].map((at) => hit(window, at))).toEqual([true, true, true, false, false, false]);
    expect(window.quota(2_000)).toMatchObject({ limit: 3, remaining: 0, restMs: 3_900 });
    expect(hit(window, 5_900)).toBe(true);
  });

  test('it is due again in the next window', () => {
    const window = new FixedWindow({ ...settings, amount: 1, penaltyMs: 5_000 });
    expect([0, 1, 5_001, 5_002, 7_000, 10_002].map((at) => hit(window, at))).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
  });
});

test('whatever comes when, each window admits at most its limit and no two windows overlap', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 700, noNaN: true }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 1, max: 2_000, noNaN: true }),
      (gaps, limit, windowMs) => {
        const window = new FixedWindow({ ...settings, amount: limit, windowMs });
        const windows: { startMs: number; admitted: number }[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          const current = windows.at(-1);
          const isOpen = current !== undefined && nowMs < current.startMs + windowMs;
          const admitted = hit(window, nowMs);
          // A request is refused only where the limit is reached.
          expect(admitted).toBe(!isOpen || current.admitted < limit);
          if (!isOpen) windows.push({ startMs: nowMs, admitted: 1 });
          else if (admitted) current.admitted += 1;
          expect(window.quota(nowMs).remaining).toBe(limit - (windows.at(-1)?.admitted ?? 0));
        }
      },
    ),
    runs(),
  );
});

describe('a window that begins by the clock', () => {
  test('ends at a multiple of its length', () => {
    const window = new FixedWindow({ ...settings, starts: 'aligned' });
    expect([700, 800, 900, 950, 1_000].map((at) => hit(window, at))).toEqual([true, true, true, false, true]);
    expect(window.quota(1_300)).toMatchObject({ remaining: 2, restMs: 700 });
  });

  test('ends at midnight in its zone', () => {
    const { unit, amount, penaltyMs } = settings;
    const calendar = { kind: 'calendar', period: 'day', zone: 'America/Los_Angeles' } as const;
    const window = new FixedWindow({ ...calendar, unit, amount, penaltyMs });
    const noon = Date.parse('2026-01-15T20:00:00Z');
    expect([0, 1, 2, 3].map((ms) => hit(window, noon + ms))).toEqual([true, true, true, false]);
    expect(window.quota(noon).restMs).toBe(12 * 3_600_000);
    expect(hit(window, noon + 12 * 3_600_000)).toBe(true);
  });
});
