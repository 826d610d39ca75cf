import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

it('works on so many at once, and keeps their order', async () => {
  let under = 0;
  let most = 0;
  const results = await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, ++under);
    for (let turn = item; turn < 6; turn += 1) await Promise.resolve();
    under -= 1;
    return item * 2;
  });
  expect(results).toEqual([2, 4, 6, 8, 10]);
  expect(most).toBe(2);
});

it('rejects as the work does, and does nothing for none', async () => {
  await expect(inParallel([1], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await inParallel([], 2, () => Promise.reject(new Error('no')))).toEqual([]);
});
