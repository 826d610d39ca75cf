import { describe, expect, test } from 'vitest';
import { pascalCase, percent, spellCount, spellDuration, spellList } from './format.ts';

test.each([
  [0.01, '1%'],
  [0.015, '1.5%'],
  [0.0099, '0.99%'],
  [1, '100%'],
])('%d is %s', (share, expected) => {
  expect(percent(share)).toBe(expected);
});

test.each([
  [0, '0 s'],
  [80, '80 ms'],
  [1_500, '1.5 s'],
  [60_000, '60 s'],
  [90_000, '90 s'],
  [300_000, '5 min'],
])('%i ms is %s', (ms, expected) => {
  expect(spellDuration(ms)).toBe(expected);
});

test('thousands are set apart', () => {
  expect(spellCount(12_000)).toBe('12,000');
});

describe('lists', () => {
  test.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a or b'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('%j is %s', (items: string[], expected: string) => {
    expect(spellList(items, 'or')).toBe(expected);
  });
});

test('names become parts of an identifier', () => {
  expect(['nimbus', 'p99-latency', 'job_errors'].map(pascalCase)).toEqual(['Nimbus', 'P99Latency', 'JobErrors']);
});
