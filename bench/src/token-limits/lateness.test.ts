import { expect, it } from 'vitest';
import { LOOK_MS, lateBy } from './lateness.ts';

it.each([
  [(LOOK_MS + 7) * 1e6, 7],
  [LOOK_MS * 1e6, 0],
  // Nothing was seen.
  [0, 0],
])('of %d ns between two looks is late by %d ms', (max, lateMs) => {
  expect(lateBy({ max })).toBeCloseTo(lateMs);
});
