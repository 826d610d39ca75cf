import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { isThere, parseBodyPath, scalarAt } from './body-path.ts';

// Trimmed from what Gemini's API answers to a call beyond its quota.
const refusal = {
  error: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    details: [
      { '@type': 'type.example/google.rpc.Help', links: [] },
      {
        '@type': 'type.example/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'PerMinute' }, { quotaId: 'PerDay', quotaValue: '20' }],
      },
      { '@type': 'type.example/google.rpc.RetryInfo', retryDelay: '58s' },
    ],
  },
};

describe('scalarAt', () => {
  it.each([
    ['error.code', 429],
    ['error.status', 'RESOURCE_EXHAUSTED'],
    ['error.details[@type~RetryInfo].retryDelay', '58s'],
    ['error.details[2].retryDelay', '58s'],
    ['error.details[@type~QuotaFailure].violations[0].quotaId', 'PerMinute'],
    ['error.details[@type~QuotaFailure].violations[quotaId=PerDay].quotaValue', '20'],
    // The first element that fits leads nowhere.
    ['error.details[@type~google].retryDelay', '58s'],
    ['error.details[@type=RetryInfo].retryDelay', undefined],
    ['error.details[9].retryDelay', undefined],
    ['error.details', undefined],
    ['error.details.retryDelay', undefined],
    ['error[0].code', undefined],
    ['error.constructor', undefined],
    ['', undefined],
  ])('%s is %s', (path, value) => {
    expect(scalarAt(refusal, path)).toBe(value);
  });

  it.each([
    [{ a: { b: true } }, 'a.b', true],
    [{ 'a.b': 1 }, String.raw`a\.b`, 1],
    [{ 'a[0]': 1 }, String.raw`a\[0\]`, 1],
    [{ a: [[1, 2]] }, 'a[0][1]', 2],
    [{ a: [{ n: 5, b: 'x' }] }, 'a[n=5].b', 'x'],
    [{ a: null }, 'a.b', undefined],
    [null, 'a', undefined],
    ['text', 'length', undefined],
    [[1], '0', undefined],
  ])('in %j, %s is %s', (body, path, value) => {
    expect(scalarAt(body, path)).toBe(value);
  });

  it.each([
    [{ errors: [{ type: 'SLOW' }] }, 'errors', true],
    [{ errors: [] }, 'errors', true],
    [{ errors: {} }, 'errors', true],
    [{ errors: [{ a: { b: 1 } }] }, 'errors[0].a', true],
    [{ errors: false }, 'errors', true],
    [{ errors: null }, 'errors', false],
    [{}, 'errors', false],
    [[], 'errors', false],
  ])('in %j, whether %s is there: %s', (body, path, there) => {
    expect(isThere(body, path)).toBe(there);
  });

  it('never throws, whatever the body and the path', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (body, path) => {
        expect(['string', 'number', 'boolean', 'undefined']).toContain(typeof scalarAt(body, path));
      }),
      runs({ numRuns: 1_000 }),
    );
  });
});

describe('parseBodyPath', () => {
  it.each(['', '.', 'a.', '.a', 'a..b', '[0]', 'a[', 'a]', 'a[]', 'a[b]', 'a[b=]', 'a[=b]', 'a[0', 'a[-1]', 'a[b=c]d'])(
    'knows that %j is no path',
    (path) => {
      expect(parseBodyPath(path)).toBeUndefined();
    },
  );
});
