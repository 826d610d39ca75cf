import { describe, expect, it } from 'vitest';
import { ruleOnFile, WHOLE_FILE } from './rule-on-file.ts';
import type { FileRun } from './run-player.ts';

/** `+a` passes, `-a` fails. */
const run = (said: string, trouble: string | null = null): FileRun => {
  const each = said.split(' ').filter((word) => word !== '');
  return {
    subtests: new Map(each.map((word) => [word.slice(1), word.startsWith('+')])),
    reasons: new Map(each.flatMap((word) => (word.startsWith('-') ? [[word.slice(1), `${word} failed`]] : []))),
    trouble,
  };
};
const names = (found: readonly { name: string }[]): string[] => found.map(({ name }) => name);

describe('a file of tests', () => {
  it('passes where all pass with ours', () => {
    expect(ruleOnFile('f', [run('+a +b')], [run('+a +b')])).toMatchObject({
      ...{ subtests: 2, plain: 2, ours: 2, differ: [], acts: [], unsteady: [], passes: true },
    });
  });

  it.each([
    ['fails with ours', [run('+a +b')], [run('+a -b')], ['b']],
    ['never ends with ours', [run('+a +b')], [run('+a')], ['b']],
    ['fails in one run of ours', [run('+a'), run('+a')], [run('+a'), run('-a')], ['a']],
    ['fails with both', [run('-a')], [run('-a')], []],
    ['passes only with ours', [run('-a')], [run('+a')], []],
    ['fails in one run of plain fetch', [run('+a'), run('-a')], [run('-a'), run('-a')], []],
  ])('tells of a subtest that %s', (_, plain, ours, expected) => {
    expect(names(ruleOnFile('f', plain, ours).differ)).toEqual(expected);
  });

  it('says why a subtest differs', () => {
    expect(ruleOnFile('f', [run('+a +b')], [run('-a')]).differ).toEqual([
      { name: 'a', why: '-a failed' },
      { name: 'b', why: 'it never ended' },
    ]);
  });

  it('has a subtest that plain fetch passes now and then show nothing', () => {
    const { plain, unsteady } = ruleOnFile('f', [run('+a +b'), run('-a +b')], [run('-a +b'), run('-a +b')]);
    expect({ plain, unsteady }).toEqual({ plain: 1, unsteady: ['a'] });
  });

  it('lets a listed policy act, and nothing else of the file', () => {
    const ruling = ruleOnFile('f', [run('+a +b')], [run('-a -b')], { a: 'retry' });
    expect(ruling.acts).toEqual([{ name: 'a', why: 'retry' }]);
    expect(names(ruling.differ)).toEqual(['b']);
  });

  it('has a policy that is listed and did not act change nothing', () => {
    expect(ruleOnFile('f', [run('+a')], [run('+a')], { a: 'retry' })).toMatchObject({ acts: [], passes: true });
  });

  it.each([
    [null, 'it did not end in time', [WHOLE_FILE]],
    ['an error', 'an error', []],
    ['an error', null, []],
    [null, null, []],
  ])('with the trouble %j of plain fetch and %j of ours', (plain, ours, expected) => {
    const ruling = ruleOnFile('f', [run('+a', plain)], [run('+a', ours)]);
    expect(names(ruling.differ)).toEqual(expected);
    expect(ruling.passes).toBe(ours === null);
  });

  it('without a subtest does not pass', () => {
    expect(ruleOnFile('f', [run('')], [run('')]).passes).toBe(false);
  });
});
