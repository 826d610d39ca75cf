import { describe, expect, it } from 'vitest';
import { isAtLeast, parseVersion } from './probe.ts';

describe('parseVersion', () => {
  it.each([
    ['k6 v1.8.1 (go1.26.8, linux/amd64)', '1.8.1'],
    ['prometheus, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds-5)', '2.42.0'],
    ['promtool, version 3.5.0-rc.1', '3.5.0'],
    ['listening on 127.0.0.1', undefined],
    ['', undefined],
  ])('%s: %s', (output, version) => {
    expect(parseVersion(output)).toBe(version);
  });
});

describe('isAtLeast', () => {
  it.each([
    ['1.0.0', '1.0.0', true],
    ['1.10.0', '1.9.9', true],
    ['0.57.0', '1.0.0', false],
    ['2.39.9', '2.40.0', false],
    ['10.0.0', '9.9.9', true],
  ])('%s against %s: %s', (a, b, expected) => {
    expect(isAtLeast(a, b)).toBe(expected);
  });
});
