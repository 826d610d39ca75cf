import { expect, test } from 'vitest';
import { bytesInUse } from './heap.fixture.ts';
import { shortened } from './text.ts';

test.each([
  ['', ''],
  ['four', 'four'],
  ['fives', 'five'],
  ['caf\u00e9s', 'caf\u00e9'],
  ['\u{1f600}\u{1f600}\u{1f600}', '\u{1f600}\u{1f600}'],
  ['one\u{1f600}', 'one\ud83d'],
])('of %j remains %j', (text, rest) => {
  expect(shortened(text, 4)).toBe(rest);
});

test('what was cut off takes no memory', () => {
  const before = bytesInUse();
  const kept = Array.from({ length: 2_000 }, (_, n) => shortened(String(n).padEnd(15_000, 'x'), 256));
  expect(bytesInUse() - before).toBeLessThan(2_000_000);
  expect(kept).toHaveLength(2_000);
});
