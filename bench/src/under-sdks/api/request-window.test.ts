import { expect, it } from 'vitest';
import { RequestWindow } from './request-window.ts';

it('admits so many from the first one on, and tells others how long the window lasts', () => {
  const window = new RequestWindow({ amount: 2, windowMs: 500 });
  const waits = [1_000, 1_100, 1_200, 1_499, 1_500, 1_900, 1_900].map((atMs) => window.arrive(atMs));
  expect(waits).toEqual([0, 0, 300, 1, 0, 0, 100]);
});
