import { expect, it } from 'vitest';
import { formatCount, formatDuration, formatPercent } from './format.ts';

it.each([
  [0, '0.00 %'],
  [0.0298, '2.98 %'],
  [0.00001, '0.0010 %'],
  [1, '100.00 %'],
])('%d is %s', (share, text) => expect(formatPercent(share)).toBe(text));

it.each([
  [4.25, '4.3 ms'],
  [168.4, '168 ms'],
  [2_000, '2 s'],
  [12_440, '12.4 s'],
  [65_000, '1 min 05 s'],
])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

it('separates thousands', () => expect(formatCount(12_345)).toBe('12,345'));
