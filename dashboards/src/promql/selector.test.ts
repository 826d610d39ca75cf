import { expect, test } from 'vitest';
import { type Matchers, selector } from './selector.ts';

const cases: [Matchers, string][] = [
  [{}, 'up{}'],
  [{ job: 'a' }, 'up{job="a"}'],
  [{ job: ['a'] }, 'up{job="a"}'],
  [{ job: ['a', 'b.c'] }, 'up{job=~"a|b\\\\.c"}'],
  [{ job: { not: ['a'] } }, 'up{job!="a"}'],
  [{ job: { not: ['a', 'b'] } }, 'up{job!~"a|b"}'],
  [{ job: { not: [] }, le: undefined }, 'up{}'],
  [{ job: { matches: '$job' }, le: { matches: '2(\\.0)?' } }, 'up{job=~"$job",le=~"2(\\\\.0)?"}'],
  [{ path: 'say "\\"' }, 'up{path="say \\"\\\\\\""}'],
];

test.each(cases)('%j is %s', (matchers, expected) => {
  expect(selector('up', matchers)).toBe(expected);
});

test('one of no values is refused, since nothing would ever match', () => {
  expect(() => selector('up', { job: [] })).toThrow('The selector of up allows no value for the label "job"');
});
