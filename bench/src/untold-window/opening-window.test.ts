import { expect, it } from 'vitest';
import { OpeningWindow } from './opening-window.ts';

it('admits so many from its first request on, and begins again with the first one after its end', () => {
  const window = new OpeningWindow({ admits: 2, windowMs: 1_000 });
  const seen = [500, 600, 700, 1_499, 3_100, 3_100, 4_099, 4_100].map((atMs) => [
    window.admits(atMs),
    window.number,
    window.endsAtMs,
  ]);
  expect(seen).toEqual([
    [true, 1, 1_500],
    [true, 1, 1_500],
    [false, 1, 1_500],
    [false, 1, 1_500],
    [true, 2, 4_100],
    [true, 2, 4_100],
    [false, 2, 4_100],
    [true, 3, 5_100],
  ]);
});
