import { describe, expect, it } from 'vitest';
import { type ToldLimit, untilToldMs } from './told-limit.ts';

const told: ToldLimit = { remaining: 5, limit: 10, resetMs: 1_000, atMs: 0 };

describe('untilToldMs', () => {
  it.each<[string, ToldLimit | undefined, number, number, number]>([
    ['nothing is told', undefined, 100, 0, 0],
    ['no end is told', { ...told, resetMs: undefined as unknown as number }, 100, 0, 0],
    ['there is as much', told, 5, 0, 0],
    ['the next window has it', told, 6, 0, 1_000],
    ['the next window has it, which is in time', told, 15, 1_000, 0],
    ['the one after has it', told, 16, 1_000, 2_000],
    ['windows are longer than what is left of this one', { ...told, windowMs: 60_000 }, 16, 1_000, 61_000],
  ])('where %s', (_what, reading, cost, byMs, expected) => {
    expect(untilToldMs(reading, cost, byMs, 0)).toBe(expected);
  });

  it('knows nothing of a window that is over', () => {
    expect(untilToldMs(told, 100, 0, 1_000)).toBe(0);
  });
});
