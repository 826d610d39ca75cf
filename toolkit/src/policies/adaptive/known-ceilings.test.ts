import { expect, it } from 'vitest';
import { OptionError } from '../../errors/errors.ts';
import { KnownCeilings } from './known-ceilings.ts';

it('finds what is next, in whatever order they were given', () => {
  const known = new KnownCeilings([200, 10, 50]);
  expect([known.smallest, known.largest]).toEqual([10, 200]);
  expect([9, 10, 49, 50, 200].map((limit) => known.above(limit))).toEqual([10, 50, 50, 200, undefined]);
  expect([10, 11, 50, 51, 999].map((limit) => known.below(limit))).toEqual([undefined, 10, 10, 50, 200]);
  expect([10, 11].map((limit) => known.has(limit))).toEqual([true, false]);
});

it('may know none', () => {
  const none = new KnownCeilings([]);
  expect([none.smallest, none.largest, none.above(0), none.below(9), none.has(1)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    false,
  ]);
});

it.each([0, 1.5, Number.NaN])('refuses %d', (ceiling) => {
  expect(() => new KnownCeilings([1, ceiling])).toThrow(OptionError);
  expect(() => new KnownCeilings([1, ceiling])).toThrow('Option ceilings[1]');
});
