import { describe, expect, it } from 'vitest';
import { readMeta } from './meta.ts';

describe('the head of a test file', () => {
  it.each([
    ['', { scripts: [], globals: ['window', 'dedicatedworker'], long: false, variants: [''] }],
    [
      '// META: global=window, worker\n// META: timeout=long\n//META: script=a.js\n// META: script=/b.js\n',
      { scripts: ['a.js', '/b.js'], globals: ['window', 'worker'], long: true, variants: [''] },
    ],
    ['// META: variant=?one\r\n// META: variant=?two\r\n', { variants: ['?one', '?two'] }],
    ['// META: timeout=short\n', { long: false }],
  ])('is read from %j', (text, expected) => {
    expect(readMeta(text)).toMatchObject(expected);
  });

  it('ends where something else begins', () => {
    expect(readMeta("'use strict';\n// META: script=a.js\n").scripts).toEqual([]);
    expect(readMeta('// META: script=a.js\n\n// META: script=b.js\n').scripts).toEqual(['a.js']);
  });
});
