import { expect, it } from 'vitest';
import { placeOf, runPath, withoutRun } from './places.ts';

it.each([
  ['/run-17/a/b?c', { id: 17, path: '/a/b?c' }],
  ['/run-17', { id: 17, path: '/' }],
  ['/run-/a', undefined],
  ['/-/next', undefined],
])('knows whose path %s is', (path, place) => {
  expect(placeOf(path)).toEqual(place);
});

it('takes out of a text what tells runs apart, and no more', () => {
  expect(runPath(1)).toBe('/run-1');
  expect(withoutRun('http://127.0.0.1:80/run-1/a, /run-17/b, "/run-1"', 1)).toBe(
    'http://127.0.0.1:80/a, /run-17/b, ""',
  );
});
