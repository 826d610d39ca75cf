import { describe, expect, it } from 'vitest';
import { nextStepMs } from './window-steps.ts';

describe('nextStepMs', () => {
  it.each([
    [0, 100],
    [100, 150],
    [999, 1_000],
    [1_000, 1_500],
    [2_000, 2_500],
    [9_000, 10_000],
    [59_999, 60_000],
    [60_000, 120_000],
    [3_600_000, 3_660_000],
  ])('goes from %d ms to %d ms', (from, to) => {
    expect(nextStepMs(from)).toBe(to);
  });
});
