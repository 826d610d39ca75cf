import { expect, test } from 'vitest';
import { show } from './errors.ts';

test.each([
  ['a', '"a"'],
  [{ a: 1 }, '{"a":1}'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [undefined, 'undefined'],
  [null, 'null'],
])('%j is shown as %s', (value, text) => {
  expect(show(value)).toBe(text);
});

test('what is long is cut', () => {
  expect(show('x'.repeat(500))).toMatch(/^"x{76}\.\.\.$/);
});
