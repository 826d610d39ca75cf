import { expect, it } from 'vitest';
import { table } from './table.ts';

it('sets words to the left and numbers to the right', () => {
  const rows = [
    ['client', 'ok', 'share'],
    ['a', '3,000', '–'],
    ['longer', '12', '0.4 %'],
  ];
  expect(table(rows)).toEqual(['client     ok  share', 'a       3,000      –', 'longer     12  0.4 %']);
});

it('takes rows of any length, and none', () => {
  expect(table([['a'], ['b', 'c']])).toEqual(['a', 'b  c']);
  expect(table([])).toEqual([]);
});
