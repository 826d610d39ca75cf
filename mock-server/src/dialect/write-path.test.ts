import { scalarAt } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { writeAtPath } from './write-path.ts';

test.each([
  ['retryAfter', { retryAfter: 5 }],
  ['error.retry_after', { error: { retry_after: 5 } }],
  ['errors[0].wait', { errors: [{ wait: 5 }] }],
  ['error.details[kind=wait].ms', { error: { details: [{ kind: 'wait', ms: 5 }] } }],
  ['error.details[@type~RetryInfo].ms', { error: { details: [{ '@type': 'RetryInfo', ms: 5 }] } }],
  ['a[0][0]', { a: [[5]] }],
])('%s is where a client finds it', (path, expected) => {
  const body = {};
  writeAtPath(body, path, 5);
  expect(body).toEqual(expected);
  expect(scalarAt(body, path)).toBe(5);
});

test('what is there already stays', () => {
  const body = { error: { message: 'no', details: [{ kind: 'other' }] } };
  writeAtPath(body, 'error.code', 'limit');
  writeAtPath(body, 'error.details[kind=wait].ms', 5);
  writeAtPath(body, 'error.details[kind=wait].s', 1);
  expect(body).toEqual({
    error: { message: 'no', code: 'limit', details: [{ kind: 'other' }, { kind: 'wait', ms: 5, s: 1 }] },
  });
});

test('what stands in the way is replaced', () => {
  const body = { error: 'text' };
  writeAtPath(body, 'error.code', 5);
  expect(body).toEqual({ error: { code: 5 } });
});
