import { describe, expect, it } from 'vitest';
import { Performance } from './performance.ts';
import { runtimes } from './runtimes.fixture.ts';

it.each(runtimes)('the clock of %s tells the time of day', (_name, { performance }) => {
  const before = performance.now();
  expect(performance.now()).toBeGreaterThanOrEqual(before);
  expect(Math.abs(performance.timeOrigin + performance.now() - Date.now())).toBeLessThan(1_000);
});

describe('when the wall clock is set', () => {
  it.each([
    { why: 'not at all', wall: [1_000, 1_005, 1_005, 1_010], reads: [5, 5, 10] },
    { why: 'back', wall: [1_000, 1_005, 400, 410], reads: [5, 5, 15] },
    { why: 'back twice', wall: [1_000, 990, 1_000, 980, 981], reads: [0, 10, 10, 11] },
    { why: 'forward', wall: [1_000, 9_000, 9_001], reads: [8_000, 8_001] },
  ])('$why, it reads $reads', ({ wall, reads }) => {
    const remaining = [...wall];
    const performance = new Performance(() => remaining.shift() ?? Number.NaN);
    expect(performance.timeOrigin).toBe(1_000);
    expect(reads.map(() => performance.now())).toEqual(reads);
  });
});
