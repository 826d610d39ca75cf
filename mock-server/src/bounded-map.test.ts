import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../toolkit/properties/runs.ts';
import { BoundedMap } from './bounded-map.ts';

const any = () => true;

test('keeps the latest that fit, and says how many had to make room', () => {
  const map = new BoundedMap<string, number>({ maxBytes: 100, mayGo: [any] });
  for (const [n, key] of ['a', 'b', 'c', 'd'].entries()) expect(map.add(key, n, 30)).toBe(true);
  expect([map.values(), map.evicted, map.has('a'), map.get('b')]).toEqual([[1, 2, 3], 1, false, 1]);
  expect(map.add('e', 4, 70)).toBe(true);
  expect([map.values(), map.evicted]).toEqual([[3, 4], 3]);
});

test('no more than so many, whatever they take', () => {
  const map = new BoundedMap<number, number>({ maxBytes: 100, maxEntries: 2, mayGo: [any] });
  for (const n of [1, 2, 3]) map.add(n, n, 1);
  expect(map.values()).toEqual([2, 3]);
});

test('the same key again takes its place once', () => {
  const map = new BoundedMap<string, number>({ maxBytes: 100, mayGo: [any] });
  for (let n = 0; n < 9; n += 1) map.add('a', n, 60);
  expect([map.values(), map.evicted]).toEqual([[8], 0]);
});

describe('who goes', () => {
  const ended = (value: string) => value.startsWith('ended');
  const old = (value: string) => value.startsWith('old');

  test('goes in the order that is given, and by age in each', () => {
    const map = new BoundedMap<number, string>({ maxBytes: 4, mayGo: [ended, old] });
    for (const [n, value] of ['old 1', 'ended 1', 'new 1', 'ended 2'].entries()) map.add(n, value, 1);
    const rests = ['new 2', 'new 3', 'new 4'].map((value, n) => {
      map.add(10 + n, value, 1);
      return map.values();
    });
    expect(rests).toEqual([
      ['old 1', 'new 1', 'ended 2', 'new 2'],
      ['old 1', 'new 1', 'new 2', 'new 3'],
      ['new 1', 'new 2', 'new 3', 'new 4'],
    ]);
  });

  test('what may not go stays, and what does not fit beside it is not kept', () => {
    const map = new BoundedMap<number, string>({ maxBytes: 3, mayGo: [ended] });
    map.add(1, 'new 1', 2);
    expect([map.add(2, 'ended 1', 1), map.add(3, 'new 2', 2), map.values()]).toEqual([true, false, ['new 1']]);
  });

  test('one that grows makes others go, or goes itself', () => {
    const map = new BoundedMap<number, string>({ maxBytes: 3, mayGo: [ended] });
    for (const n of [1, 2, 3]) map.add(n, `ended ${n}`, 1);
    map.resize(2, 2);
    expect(map.values()).toEqual(['ended 2', 'ended 3']);
    map.resize(2, 9);
    expect(map.values()).toEqual(['ended 3']);
    map.resize(7, 9);
    expect([map.values(), map.evicted]).toEqual([['ended 3'], 2]);
  });
});

test('never takes more than its bounds, whatever is done', () => {
  const action = fc.record({
    what: fc.constantFrom('add', 'resize', 'delete'),
    key: fc.nat(9),
    bytes: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const map = new BoundedMap<number, { bytes: number }>({ maxBytes: 20, maxEntries: 6, mayGo: [any] });
      for (const { what, key, bytes } of actions) {
        const value = map.get(key);
        if (what === 'add') map.add(key, { bytes }, bytes);
        else if (what === 'delete') map.delete(key);
        else if (value !== undefined) {
          value.bytes = bytes;
          map.resize(key, bytes);
        }
        const all = map.values();
        expect(all.length).toBeLessThanOrEqual(6);
        expect(all.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(20);
      }
    }),
    runs(),
  );
});
