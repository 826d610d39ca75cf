import { expect, it } from 'vitest';
import { isRedisUrl, shownUrl } from './where.ts';

it.each([
  ['redis://127.0.0.1:6379', true],
  ['rediss://:secret@cache.example/3', true],
  ['redis://', false],
  ['redis', false],
  ['http://127.0.0.1:6379', false],
])('%s is a URL of Redis: %s', (value, is) => {
  expect(isRedisUrl(value)).toBe(is);
});

it.each([
  ['redis://user:secret@127.0.0.1:6379/2?password=secret', 'redis://127.0.0.1:6379'],
  ['rediss://:secret@cache.example', 'rediss://cache.example'],
])('shows nothing of %s but scheme, host and port', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
});
