import { expect, it } from 'vitest';
import type { FetchRuling } from '../compare-runs.ts';
import type { PageResult, PageSighting } from './hold-in-page.ts';
import type { PageCase } from './page-case.ts';
import { pageBugLines, pageBugsFigure, pageBugsVerdict, pageFigure } from './page-report.ts';

const same: FetchRuling = { result: 'same' };
const differs: FetchRuling = { result: 'differs', why: 'it hung' };
const none: FetchRuling = { result: 'void', why: 'plain fetch: it hung' };

const tested: PageCase = {
  name: 'a',
  holds: 'a holds',
  bug: 'adds a header',
  serve: () => () => {},
  observe: () => Promise.resolve(),
};
const resultOf = (ruling: FetchRuling, expected?: PageCase['expected']): PageResult => ({
  topic: 'x',
  tested: expected === undefined ? tested : { ...tested, expected },
  ruling,
});

it('tells what is compared apart from what a case says', () => {
  const results = [resultOf(same), resultOf(same), resultOf(differs, { client: 1, server: [] })];
  expect(pageFigure(results, 'ours', 'Chromium 1.2.3')).toBe(
    "fetch-semantics: FAIL; in Chromium 1.2.3, 2 of 2 cases are the same with the page's fetch and with ours, 0 of 1 of what it does beside hold",
  );
});

const sightingOf = (ruling: FetchRuling): PageSighting => ({ name: 'a', bug: 'adds a header', ruling });

it.each<[string, FetchRuling[]]>([
  ['PASS', [differs, differs]],
  ['FAIL', [differs, same]],
  ['INCONCLUSIVE', [differs, none]],
  ['INCONCLUSIVE', []],
])('planted bugs are %s where they are %j', (verdict, rulings) => {
  expect(pageBugsVerdict(rulings.map(sightingOf))).toBe(verdict);
});

it('names the cases that are blind', () => {
  const sightings = [differs, same, none].map(sightingOf);
  expect(pageBugLines(sightings)).toEqual([
    'a does not see "adds a header".',
    'a does not see "adds a header". plain fetch: it hung',
  ]);
  expect(pageBugsFigure(sightings.slice(0, 2), 'Chromium 1.2.3')).toBe(
    'fetch-semantics: FAIL; in Chromium 1.2.3, 1 of 2 cases see their own planted bug',
  );
});
