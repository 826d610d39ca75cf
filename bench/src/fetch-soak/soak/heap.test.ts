import { expect, it } from 'vitest';
import { settledBytes } from './heap.ts';

async function settles(readings: readonly number[]): Promise<{ bytes: number; read: number }> {
  let read = 0;
  const bytes = await settledBytes(
    () => readings[Math.min(read++, readings.length - 1)] ?? 0,
    async () => {},
  );
  return { bytes, read };
}

it('is read until nothing more is given back', async () => {
  expect(await settles([9e6, 5e6, 4e6, 4e6 + 100, 4e6 - 100])).toEqual({ bytes: 4e6 - 100, read: 7 });
});

it('is the least that was read', async () => {
  expect(await settles([3e6, 4e6])).toEqual({ bytes: 3e6, read: 5 });
});

it('is not read for ever', async () => {
  const { read } = await settles(Array.from({ length: 100 }, (_, at) => 1e9 - at * 1e6));
  expect(read).toBe(40);
});
