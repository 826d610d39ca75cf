import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['1s', 1_000],
  ['6m0s', 360_000],
  ['12ms', 12],
  ['34.07s', 34_070],
  ['10h17m5.7s', 37_025_700],
  ['2m59.56s', 179_560],
  ['1d', 86_400_000],
  ['1m500ms', 60_500],
  ['250us', 0.25],
  ['250µs', 0.25],
  ['5ns', 0.000_005],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 9);
});

it.each([
  '',
  '5',
  's',
  '1 s',
  '-1s',
  '+1s',
  '1s2',
  '1s1s',
  '1s1m',
  '1.s',
  '.5s',
  '1e3s',
  '1S',
  'soon',
  '1h30',
  `${'9'.repeat(13)}s`,
])('%j is none', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
