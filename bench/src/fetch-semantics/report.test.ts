import { describe, expect, it } from 'vitest';
import type { FetchBugName } from './bugs.ts';
import type { FetchRuling } from './compare-runs.ts';
import type { FetchResult } from './hold-beside.ts';
import type { Sighting } from './plant-bugs.ts';
import { bugLines, bugsFigure, bugsVerdict, semanticsFigure, semanticsLines, semanticsVerdict } from './report.ts';

const same: FetchRuling = { result: 'same' };
const differs: FetchRuling = { result: 'differs', why: 'client: 1, plain fetch 2' };
const none: FetchRuling = { result: 'void', why: 'plain fetch: it hung' };

const resultOf = (topic: string, name: string, ruling: FetchRuling): FetchResult => ({
  topic,
  tested: { name, holds: `${name} holds`, bug: 'adds a header', observe: () => Promise.resolve() },
  ruling,
  plain: { broke: 'unused' },
});

describe('cases beside plain fetch', () => {
  it('are counted by topic, with a reason for each that does not pass', () => {
    const results = [resultOf('bodies', 'a', same), resultOf('bodies', 'b', differs), resultOf('aborts', 'c', same)];
    expect(semanticsLines(results)).toEqual([
      'topic   cases  same  differ  void',
      'bodies      2     1       1     0',
      'aborts      1     1       0     0',
      '',
      'b (b holds) differs: client: 1, plain fetch 2',
    ]);
    expect(semanticsFigure(results, 'ours')).toBe(
      'fetch-semantics: FAIL; 2 of 3 cases are the same with plain fetch and with ours',
    );
  });

  it.each<[string, FetchRuling[]]>([
    ['PASS', [same, same]],
    ['FAIL', [same, differs]],
    ['FAIL', [none, differs]],
    ['INCONCLUSIVE', [same, none]],
    ['INCONCLUSIVE', []],
  ])('are %s where they are %j', (verdict, rulings) => {
    expect(semanticsVerdict(rulings.map((ruling, at) => resultOf('x', `${at}`, ruling)))).toBe(verdict);
  });
});

const sightingOf = (name: string, bug: FetchBugName, ruling: FetchRuling, own = true): Sighting => ({
  name,
  bug,
  own,
  ruling,
});
const a = sightingOf('a', 'adds a header', differs);
const b = sightingOf('b', 'drops the signal', differs);

describe('planted bugs', () => {
  it('are all seen', () => {
    expect(bugsVerdict([a, b])).toBe('PASS');
    expect(bugsFigure([a, b, sightingOf('a', 'drops cookies', same, false)])).toBe(
      'fetch-semantics: PASS; 2 of 2 cases see their own planted bug, 2 of 3 bugs are seen',
    );
  });

  it.each<[string, string, Sighting[]]>([
    ['a case does not see its own', 'FAIL', [a, { ...b, ruling: same }]],
    ['plain fetch broke', 'INCONCLUSIVE', [a, { ...b, ruling: none }]],
    ['nothing ran', 'INCONCLUSIVE', []],
  ])('where %s are %s', (_, verdict, sightings) => {
    expect(bugsVerdict(sightings)).toBe(verdict);
  });

  it('are told with the cases that see them, those first whose own they are', () => {
    const others = ['d', 'e', 'f', 'g', 'h'].map((name) => sightingOf(name, 'adds a header', differs, false));
    expect(bugLines([...others, a, b, { ...b, name: 'c', ruling: same }])).toEqual([
      'bug               seen by  cases',
      'adds a header           6  a, d, e, f, g and 1 more',
      'drops the signal        1  b',
      '',
      'c does not see "drops the signal".',
    ]);
  });
});
