import { expect, it } from 'vitest';
import { type Size, withSizes, wrongSizes } from './sizes.ts';

const empty = '# Sizes\n\n<!-- sizes: written by `npm run generate` -->\n<!-- /sizes -->\n\nEnd.\n';
const gate: Size = { name: 'Gate', isPolicy: true, minified: 7_000, gzipped: 2_852, browser: 2_850 };
const nimbus: Size = {
  name: '@evenkeel/toolkit/nimbus',
  isPolicy: false,
  minified: 66_451,
  gzipped: 23_723,
  browser: 23_204,
};
const node: Size = {
  name: '@evenkeel/toolkit/node',
  isPolicy: false,
  minified: 90_000,
  gzipped: 30_000,
  browser: undefined,
};

it('writes the table between its marks, and reads it again', () => {
  const document = withSizes(empty, [gate, node]);
  expect(document).toContain('\n| `Gate` | 7.00 kB | 2.85 kB | 2.85 kB |\n');
  expect(document).toContain('\n| `@evenkeel/toolkit/node` | 90.00 kB | 30.00 kB | needs Node.js |\n');
  expect(document).toMatch(/^# Sizes\n[\s\S]*\nEnd\.\n$/);
  expect(withSizes(document, [gate, node])).toBe(document);
  expect(wrongSizes(document, [gate, node])).toEqual([]);
});

it.each<[string, Size[], string[]]>([
  ['a change of 1 %', [{ ...gate, gzipped: 2_880 }, nimbus], []],
  ['a change of 3 %', [{ ...gate, gzipped: 2_940 }, nimbus], ['Gate is told as']],
  ['a change for browsers only', [{ ...gate, browser: 2_700 }, nimbus], ['Gate is told as']],
  ['what no browser can have any more', [{ ...gate, browser: undefined }, nimbus], ['Gate is told as']],
  ['one that is new', [gate, nimbus, node], ['@evenkeel/toolkit/node is missing']],
  ['one that is gone', [gate], ['@evenkeel/toolkit/nimbus is told, and not there']],
])('compares: %s', (_what, sizes, wrong) => {
  const found = wrongSizes(withSizes(empty, [gate, nimbus]), sizes);
  expect(found.map((each, at) => each.startsWith(wrong[at] ?? '-'))).toEqual(wrong.map(() => true));
});

it.each<[Size, boolean]>([
  [{ ...gate, gzipped: 5_000 }, true],
  [{ ...gate, gzipped: 5_001 }, false],
  [{ ...gate, browser: 5_001 }, false],
  [{ ...nimbus, gzipped: 24_000 }, true],
  [{ ...nimbus, gzipped: 30_001 }, false],
  [{ ...node, gzipped: 1_000_000 }, true],
])('holds to the bounds, whatever the table says: %j', (size, isWithin) => {
  expect(wrongSizes(withSizes(empty, [size]), [size])).toHaveLength(isWithin ? 0 : 1);
});

it('needs the marks', () => {
  expect(() => withSizes('# Sizes\n', [gate])).toThrow('<!-- /sizes -->');
});
