import { describe, expect, it } from 'vitest';
import { readAudit } from '../../lint/advisories.ts';
import { holds, refused } from '../../lint/licences.ts';

describe('a licence', () => {
  const allowed = (id: string): boolean => ['MIT', 'ISC', 'Apache-2.0'].includes(id);
  it.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['MIT OR GPL-3.0-only', true],
    ['(GPL-3.0-only OR MIT)', true],
    ['MIT AND GPL-3.0-only', false],
    ['MIT AND (GPL-3.0-only OR ISC)', true],
    ['(MIT AND ISC) OR GPL-3.0-only', true],
    ['GPL-3.0-only OR MIT AND ISC', true],
    ['Apache-2.0 WITH LLVM-exception', true],
    ['GPL-2.0-only WITH Classpath-exception-2.0', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['UNLICENSED', false],
    ['(MIT', false],
    ['MIT )', false],
    ['', false],
  ])('%s', (expression, expected) => {
    expect(holds(expression, allowed)).toBe(expected);
  });

  it('is refused with what helps', () => {
    expect(
      refused([
        { name: 'a 1.0.0', licence: 'MIT', dev: false },
        { name: 'b 1.0.0', licence: 'MPL-2.0', dev: true },
        { name: 'c 1.0.0', licence: 'MPL-2.0', dev: false },
        { name: 'd 1.0.0', licence: undefined, dev: true },
      ]),
    ).toEqual([
      'c 1.0.0 is under MPL-2.0, which is not allowed in what we publish: use another package, or add the licence to lint/licences.ts with what it asks for.',
      'd 1.0.0 names no licence: read its files, and add it to lint/dependencies.ts.',
    ]);
  });
});

describe('npm audit', () => {
  const weak = (severity: string) => ({ vulnerabilities: { a: { name: 'a', severity, range: '<2' } } });
  it.each([
    [{ vulnerabilities: {} }, { bad: [] }],
    [weak('moderate'), { bad: [] }],
    [weak('critical'), { bad: ['a <2 has a known weakness (critical).'] }],
    [
      { message: '405 Method Not Allowed - POST https://example.com/a', error: { summary: '' } },
      { unknown: '405 Method Not Allowed' },
    ],
    [{ error: { summary: 'This command requires a lockfile.' } }, { unknown: 'This command requires a lockfile.' }],
  ])('that prints %j', (printed, expected) => {
    expect(readAudit(JSON.stringify(printed))).toEqual(expected);
  });

  it('that prints no JSON', () => {
    expect(readAudit('npm error')).toEqual({ unknown: 'npm audit printed no JSON' });
  });
});
