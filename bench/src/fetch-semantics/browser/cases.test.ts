import { expect, it } from 'vitest';
import { pageGroups } from './cases.ts';
import { policyBugs } from './page-bugs.ts';

const cases = pageGroups.flatMap((group) => group.cases);

it('has a topic, a sentence and a name of its own for each case', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(new Set(pageGroups.map(({ topic }) => topic)).size).toBe(pageGroups.length);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  for (const { name, holds } of cases) {
    expect(name).toMatch(/^page(?:-[a-z0-9]+)+$/);
    expect(holds).not.toBe('');
  }
});

it('has for each bug of ours a case that must see it', () => {
  const own = new Set<string>(cases.map(({ bug }) => bug));
  expect(Object.keys(policyBugs).filter((bug) => !own.has(bug))).toEqual([]);
});
