import { expect, it } from 'vitest';
import { credentials } from './authentication.ts';

it.each([
  ['Bearer', 'Bearer key'],
  ['Bot', 'Bot key'],
  ['', 'key'],
])('behind the scheme "%s" a key is sent as "%s"', (scheme, value) => {
  expect(credentials({ scheme }, 'key')).toBe(value);
});
