import { describe, expect, it } from 'vitest';
import { type FetchBugName, fetchBugs } from './bugs.ts';
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

/** A case of its own for each bug, which sees it. */
const all = (Object.keys(fetchBugs) as FetchBugName[]).map(
  (bug, at): Sighting => ({ name: `case-${at}`, bug, own: true, ruling: differs }),
);
const others = all.slice(1);
const sighting = (ruling: FetchRuling, own = true): Sighting => ({
  name: 'a',
  bug: all[0]?.bug as FetchBugName,
  own,
  ruling,
});

describe('planted bugs', () => {
  it('are all seen', () => {
    expect(bugsVerdict(all)).toBe('PASS');
    expect(bugsFigure(all)).toBe(
      `fetch-semantics: PASS; ${all.length} of ${all.length} cases see their own planted bug, ${all.length} of ${all.length} bugs are seen`,
    );
  });

  it.each<[string, string, Sighting[]]>([
    ['a case does not see its own', 'FAIL', [...others, sighting(same)]],
    ['a bug is no case’s own', 'FAIL', [...others, sighting(differs, false)]],
    ['plain fetch broke', 'INCONCLUSIVE', [...others, sighting(none)]],
    ['nothing ran', 'INCONCLUSIVE', []],
  ])('where %s are %s', (_, verdict, sightings) => {
    expect(bugsVerdict(sightings)).toBe(verdict);
  });

  it('are told with the cases that see them, and those that do not', () => {
    const lines = bugLines([...others, sighting(same), { ...sighting(differs, false), name: 'b' }]);
    expect(lines[1]).toMatch(new RegExp(`^${all[0]?.bug} +1 +b$`));
    expect(lines.at(-1)).toBe(`a does not see "${all[0]?.bug}".`);
    expect(bugLines(others).at(-1)).toBe(`"${all[0]?.bug}" is no case's own bug.`);
  });
});
