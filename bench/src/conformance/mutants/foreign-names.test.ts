import { expect, it } from 'vitest';
import { foreignNames } from './foreign-names.ts';

it.each([
  ['(false);', []],
  ['(Number.POSITIVE_INFINITY);', []],
  ['((0).catch((end) => new Promise((_, reject) => setTimeout(reject, 2_000, end))));', []],
  ['const { a, b: [c] } = await (0); try { a(c) } catch (error) { throw error; }', []],
  ['({ code: undefined, [Symbol.iterator]: 0 });', []],
  ['(a.b.c);', ['a']],
  ['({ a, b: c, [d]: 0 });', ['a', 'c', 'd']],
  ['this.a(b); b();', ['this', 'b']],
])('in %s finds %j', (code, names) => {
  expect(foreignNames(code)).toEqual(names);
});
