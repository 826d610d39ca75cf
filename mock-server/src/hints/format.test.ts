import { expect, test } from 'vitest';
import { hintFormat } from './format.ts';

const told = { limit: 300, remaining: 7, restMs: 1_001, retryAfterMs: 2_000.1, nowMs: 1_700_000_000_500 };

test.each([
  ['limit', 'integer', 300],
  ['remaining', 'integer', 7],
  ['retry-after', 'retry-after', 3],
  ['retry-after', 'delta-s', 3],
  ['retry-after', 'delta-ms', 2_001],
  ['reset', 'delta-s', 2],
  ['reset', 'delta-ms', 1_001],
  ['reset', 'unix-s', 1_700_000_002],
])('%s as %s is %d: rounded up, since a client that obeys must never be early', (means, format, expected) => {
  expect(hintFormat({ in: 'header', name: 'x', means, format })(told)).toBe(expected);
});

test('a whole number of seconds is not rounded up further', () => {
  const format = hintFormat({ in: 'header', name: 'x', means: 'retry-after', format: 'retry-after' });
  expect(format({ ...told, retryAfterMs: 2_000 })).toBe(2);
  expect(format({ ...told, retryAfterMs: 0 })).toBe(0);
});

test.each([
  { in: 'body', name: 'error.retryAfter', means: 'retry-after', format: 'delta-s' },
  { in: 'header', name: 'ratelimit', means: 'remaining', format: 'ietf-ratelimit' },
])('$in $name is refused, not left out', (hint) => {
  expect(() => hintFormat(hint)).toThrow(expect.objectContaining({ code: 'EVK_MOCK_CONTRACT_UNSUPPORTED' }));
});
