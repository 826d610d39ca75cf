import { expect, test } from 'vitest';
import { nimbusContract } from './app.fixture.ts';
import { hintFormat, hintRenderer, tell } from './hints.ts';

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

const nowMs = 1_700_000_000_000;

test.each([
  { what: 'requests remain', quota: { limit: 300, remaining: 7, restMs: 4_200 }, atLeastMs: 0, after: '0', left: '7' },
  { what: 'nothing remains', quota: { limit: 300, remaining: 0, restMs: 4_200 }, atLeastMs: 0, after: '5', left: '0' },
  {
    what: 'no window is open',
    quota: { limit: 300, remaining: 300, restMs: 0 },
    atLeastMs: 0,
    after: '0',
    left: '300',
  },
  {
    what: 'the ceiling refused',
    quota: { limit: 300, remaining: 7, restMs: 4_200 },
    atLeastMs: 1_000,
    after: '1',
    left: '7',
  },
  {
    what: 'it refused and nothing remains',
    quota: { limit: 300, remaining: 0, restMs: 4_200 },
    atLeastMs: 1_000,
    after: '5',
    left: '0',
  },
])('where $what: Retry-After $after, Remaining $left', ({ quota, atLeastMs, after, left }) => {
  const render = hintRenderer(nimbusContract.hints, 'header');
  const expected = [
    ['retry-after', Number(after)],
    ['x-ratelimit-remaining', Number(left)],
  ];
  for (const status of [200, 400, 401, 429, 503]) {
    expect(render(status, tell(quota, nowMs, atLeastMs))).toEqual(expected);
  }
});

test('a hint that is sent on 429 only stays off other answers', () => {
  const render = hintRenderer(
    nimbusContract.hints.map((hint) => ({ ...hint, sentOn: '429' as const })),
    'header',
  );
  const told = tell({ limit: 1, remaining: 1, restMs: 0 }, nowMs, 0);
  expect(render(200, told)).toEqual([]);
  expect(render(429, told)).toHaveLength(2);
});

test('without a window nothing is said about what remains', () => {
  const unlimited = { limit: Number.POSITIVE_INFINITY, remaining: Number.POSITIVE_INFINITY, restMs: 0 };
  expect(hintRenderer(nimbusContract.hints, 'header')(200, tell(unlimited, nowMs, 0))).toEqual([['retry-after', 0]]);
});
