import { describe, expect, it } from 'vitest';
import { readRun } from './run-player.ts';
import { MARK, type PlayerMessage } from './said.ts';

const printed = (...said: (PlayerMessage | string)[]): string =>
  said.map((each) => (typeof each === 'string' ? each : `${MARK}${JSON.stringify(each)}\n`)).join('');

const passes = { kind: 'subtest', name: 'a', passed: true } as const;
const fails = { kind: 'subtest', name: 'a', passed: false, why: 'it is no b' } as const;
const end = { kind: 'end', fault: null } as const;

describe('what a player said', () => {
  it('is how each subtest went', () => {
    const run = readRun(printed(passes, { ...fails, name: 'b' }, end), 0);
    expect([...run.subtests]).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect([...run.reasons]).toEqual([['b', 'it is no b']]);
    expect(run.trouble).toBeNull();
  });

  it('is found among what the tests print', () => {
    expect(readRun(printed('a line\n', 'no line', passes, 'more', end), 0).subtests.get('a')).toBe(true);
  });

  it.each([[[passes, fails]], [[fails, passes]]])('passes only where all of a name do', (both) => {
    expect(readRun(printed(...both, end), 0).subtests.get('a')).toBe(false);
  });

  it.each([
    ['it did not end in time', [passes], null],
    ['it ended with 1 before its tests did', [passes], 1],
    ['an error that nobody took: x', [{ kind: 'stray', what: 'x' }, end], 0],
    ['the harness: duplicate names', [{ kind: 'end', fault: 'duplicate names' }], 0],
  ] satisfies [string, PlayerMessage[], number | null][])('tells of trouble: %s', (trouble, said, code) => {
    expect(readRun(printed(...said), code).trouble).toBe(trouble);
  });
});
