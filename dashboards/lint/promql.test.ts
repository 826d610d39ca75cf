import { expect, test } from 'vitest';
import { readPromql } from './promql.ts';

test('selectors are read with their matchers, ranges and functions', () => {
  const { errors, selectors } = readPromql(
    '1 - sum by (le) (rate(a_bucket{job=~".+",le=~"2(\\\\.0)?"}[20s])) / (b > 0)',
  );
  expect(errors).toEqual([]);
  expect(selectors).toEqual([
    {
      metric: 'a_bucket',
      matchers: [
        { label: 'job', op: '=~', value: '.+' },
        { label: 'le', op: '=~', value: '2(\\.0)?' },
      ],
      range: '20s',
      fn: 'rate',
    },
    { metric: 'b', matchers: [] },
  ]);
});

test.each(['rate(a[5m]', 'sum by (rate(a[5m]))', 'a{job=~}', 'a +'])('%s is no PromQL', (expr) => {
  expect(readPromql(expr).errors).not.toEqual([]);
});
