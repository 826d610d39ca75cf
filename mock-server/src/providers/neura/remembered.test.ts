import { expect, test } from 'vitest';
import { Remembered } from './remembered.ts';

test('the same key is worked for once, also while the work is under way', async () => {
  const remembered = new Remembered<number>();
  let works = 0;
  const work = async () => {
    await Promise.resolve();
    works += 1;
    return works;
  };
  expect(await Promise.all(['a', 'a', 'b'].map((key) => remembered.once(key, work)))).toEqual([1, 1, 2]);
  expect(await remembered.once('a', work)).toBe(1);
});

test('without a key each is worked for', async () => {
  const remembered = new Remembered<number>();
  let works = 0;
  const work = async () => {
    works += 1;
    return works;
  };
  expect([await remembered.once(undefined, work), await remembered.once(undefined, work)]).toEqual([1, 2]);
});

test('a failure is not remembered', async () => {
  const remembered = new Remembered<number>();
  await expect(remembered.once('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await remembered.once('a', async () => 1)).toBe(1);
});

test('it forgets the oldest beyond its capacity', async () => {
  const remembered = new Remembered<number>(2);
  const say = (key: string, n: number) => remembered.once(key, async () => n);
  expect([await say('a', 1), await say('b', 2), await say('c', 3)]).toEqual([1, 2, 3]);
  expect([await say('c', 9), await say('b', 9), await say('a', 9)]).toEqual([3, 2, 9]);
});
