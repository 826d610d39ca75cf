import type { Hint, HintFormat } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import { unlimited } from './quota.ts';
import { toldWaitMs } from './told-wait.ts';

const NOW_MS = 1_767_225_600_250;
const hint = (format: HintFormat, fields: Partial<Hint> = {}) =>
  ({ header: format, means: 'wait', format, unit: 'requests', sentOn: 'all', ...fields }) as Hint;
const told = (retryAfterMs: number) => [{ ...unlimited('requests'), nowMs: NOW_MS, retryAfterMs }];

it.each<[HintFormat, number]>([
  ['seconds', 2_000],
  ['retry-after', 2_000],
  ['milliseconds', 1_401],
  ['duration', 1_401],
  ['unix-s', 1_750],
  ['rfc3339', 1_750],
  ['http-date', 1_750],
  ['unix-ms', 1_401],
])('is what %s says of 1,400.5 ms', (format, waitMs) => {
  expect(toldWaitMs([hint(format)], true, told(1_400.5))).toBe(waitMs);
});

it('is the least of several', () => {
  expect(toldWaitMs([hint('seconds'), hint('milliseconds')], true, told(1_400))).toBe(1_400);
});

it.each<[string, Hint[], boolean, number]>([
  ['nothing is to be waited for', [hint('seconds')], true, 0],
  ['only refusals ask', [hint('seconds', { sentOn: 'refusals' })], false, 1_400],
  ['hints tell of other things', [hint('seconds', { means: 'reset' })], true, 1_400],
  ['another unit is told of', [hint('seconds', { unit: 'tokens' })], true, 1_400],
  ['there is no hint', [], true, 1_400],
])('is nothing where %s', (_where, hints, refuses, retryAfterMs) => {
  expect(toldWaitMs(hints, refuses, told(retryAfterMs))).toBeNull();
});
