import { describe, expect, it } from 'vitest';
import type { FileRuling } from './rule-on-file.ts';
import {
  rulingFigure,
  rulingLines,
  rulingVerdict,
  seenBugLines,
  seenBugsFigure,
  seenBugsVerdict,
  skippedLines,
} from './wpt-report.ts';

const ruling = (path: string, more: Partial<FileRuling> = {}): FileRuling => ({
  ...{ path, subtests: 3, plain: 2, ours: 2, differ: [], acts: [], unsteady: [], passes: false },
  trouble: { plain: null, ours: null },
  ...more,
});
const differ = [{ name: 'a', why: 'it failed' }];
const acts = [{ name: 'b', why: 'retry' }];

describe('the report of web-platform-tests', () => {
  it('has a line for each folder, one for all, and the reasons', () => {
    const rulings = [
      ruling('fetch/api/abort/x.any.js', { passes: true }),
      ruling('fetch/api/abort/y.any.js', { ours: 1, differ }),
      ruling('fetch/api/basic/z.any.js', { ours: 1, acts }),
    ];
    expect(rulingLines(rulings)).toMatchInlineSnapshot(`
      [
        "folder           files  pass whole  subtests  plain passes  ours passes  a policy acts  differ",
        "fetch/api/abort      2           1         6             4            3              0       1",
        "fetch/api/basic      1           0         3             2            1              1       0",
        "all                  3           1         9             6            4              1       1",
        "",
        "fetch/api/basic/z.any.js a policy acts: b: retry",
        "fetch/api/abort/y.any.js differs: a: it failed",
      ]
    `);
  });

  it.each([
    ['PASS', [ruling('f/a')]],
    ['PASS', [ruling('f/a', { acts })]],
    ['FAIL', [ruling('f/a'), ruling('f/b', { differ })]],
    ['INCONCLUSIVE', [ruling('f/a', { plain: 0 })]],
    ['INCONCLUSIVE', []],
  ])('is %s', (verdict, rulings) => {
    expect(rulingVerdict(rulings)).toBe(verdict);
  });

  it('ends with what is kept of what plain fetch passes', () => {
    expect(rulingFigure([ruling('f/a', { differ }), ruling('f/b', { acts })], 'ours')).toBe(
      'web-platform-tests: FAIL; 2 of 4 subtests that pass with plain fetch pass with ours; of the rest, 1 since a listed policy acts',
    );
  });

  it('says what was not run', () => {
    const skipped = ['a window', 'a secure page', 'a window'].map((needs, at) => ({ path: `f/${at}`, needs }));
    expect(skippedLines(skipped)).toEqual([
      'not run: 1 file that needs a secure page',
      'not run: 2 files that need a window',
    ]);
  });

  const seen = { bug: 'b', folder: 'f/', files: 3, seenBy: ['f/x.any.js: one', 'f/y.any.js: two'] };
  it('shows by what bugs are seen', () => {
    expect(seenBugLines([seen, { ...seen, seenBy: [] }])).toEqual([
      'bug  folder  files  seen by  such as',
      'b    f/          3        2  x.any.js: one',
      'b    f/          3        0',
    ]);
    expect(seenBugsFigure([seen])).toBe('web-platform-tests: PASS; 1 of 1 planted bugs are seen');
  });

  it.each([
    ['PASS', [seen]],
    ['FAIL', [seen, { ...seen, seenBy: [] }]],
    ['FAIL', []],
  ])('of bugs is %s', (verdict, all) => {
    expect(seenBugsVerdict(all)).toBe(verdict);
  });
});
