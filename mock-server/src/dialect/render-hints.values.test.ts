import type { HintFormat, HintMeaning } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { unlimited } from './quota.ts';
import { renderValue } from './render-hints.ts';

const told = {
  unit: 'requests',
  limit: 300,
  remaining: 7,
  restMs: 1_001,
  windowMs: 60_000,
  restorePerSecond: 2.5,
  retryAfterMs: 2_000.1,
  nowMs: 1_700_000_000_500,
};
const render = (means: HintMeaning, format: HintFormat) => renderValue({ means, format, policy: 'p' }, told);

describe('a value is rounded up, since a client that obeys must never be early', () => {
  test.each<[HintMeaning, HintFormat, number | string]>([
    ['limit', 'integer', 300],
    ['remaining', 'integer', 7],
    ['used', 'integer', 293],
    ['used', 'used/limit', '293/300'],
    ['remaining', 'used/limit', '293/300'],
    ['restore-rate', 'decimal', 2.5],
    ['window-length', 'milliseconds', 60_000],
    ['wait', 'retry-after', 3],
    ['wait', 'seconds', 3],
    ['wait', 'milliseconds', 2_001],
    ['wait', 'duration', '2.001s'],
    ['reset', 'seconds', 2],
    ['reset', 'milliseconds', 1_001],
    ['reset', 'unix-s', 1_700_000_002],
    ['reset', 'unix-ms', 1_700_000_001_501],
    ['reset', 'rfc3339', '2023-11-14T22:13:22Z'],
    ['reset', 'http-date', 'Tue, 14 Nov 2023 22:13:22 GMT'],
    ['reset', 'ratelimit', '"p";r=7;t=2'],
    ['remaining', 'ratelimit', '"p";r=7;t=2'],
    ['limit', 'ratelimit', '"p";q=300;w=60'],
    ['window-length', 'ratelimit', '"p";q=300;w=60'],
  ])('%s as %s', (means, format, expected) => {
    expect(render(means, format)).toBe(expected);
  });

  test.each([
    [0, '0ms'],
    [12, '12ms'],
    [1_000, '1s'],
    [360_000, '6m0s'],
    [61_500, '1m1.5s'],
  ])('%d ms as a duration', (retryAfterMs, expected) => {
    expect(renderValue({ means: 'wait', format: 'duration', policy: '' }, { ...told, retryAfterMs })).toBe(expected);
  });
});

test('what nothing limits has nothing to tell but its wait', () => {
  const nothing = { ...unlimited('requests'), nowMs: 0, retryAfterMs: 0 };
  const values = (['limit', 'remaining', 'used', 'window-length', 'restore-rate'] as const).map((means) =>
    renderValue({ means, format: 'integer', policy: '' }, nothing),
  );
  expect(values).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(renderValue({ means: 'reset', format: 'ratelimit', policy: '' }, nothing)).toBeUndefined();
});
