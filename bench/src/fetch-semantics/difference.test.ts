import { expect, it } from 'vitest';
import { differences, tellDifferences } from './difference.ts';

it.each<[string, unknown, unknown, string[]]>([
  ['equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b']],
  ['a number and its text', 1, '1', ['']],
  ['null and an object', { a: null }, { a: {} }, ['a']],
  ['a list and an object', { a: [] }, { a: {} }, ['a']],
  ['what is missing', { a: [1] }, { a: [1, 2] }, ['a[1]']],
  ['what is too much', { a: 1, b: 1 }, { a: 1 }, ['b']],
  ['several places', { a: 1, b: [1] }, { a: 2, b: [2] }, ['a', 'b[0]']],
])('finds in %s where they differ', (_, got, expected, paths) => {
  expect(differences(got, expected).map(({ path }) => path)).toEqual(paths);
});

it('tells what differs in one line', () => {
  expect(tellDifferences(differences({ a: 1 }, { a: 2, b: 'x' }))).toBe(
    'a: 1, plain fetch 2; b: nothing, plain fetch "x"',
  );
  expect(tellDifferences(differences(1, 2))).toBe('all of it: 1, plain fetch 2');
  expect(tellDifferences(differences(1, 2), 'it must be')).toBe('all of it: 1, it must be 2');
  expect(tellDifferences([])).toBe('');
});

it('tells only the first of many, and only the beginning of a long one', () => {
  const told = tellDifferences(differences([1, 2, 3, 4, 'x'.repeat(500)], [0, 0, 0, 0, 0]));
  expect(told).toContain('[2]: 3, plain fetch 0; and 2 more');
  expect(tellDifferences(differences('x'.repeat(500), 0)).length).toBeLessThan(200);
});
