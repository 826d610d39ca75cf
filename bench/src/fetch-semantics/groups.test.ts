import { expect, it } from 'vitest';
import { fetchBugs } from './bugs.ts';
import { loadGroups } from './groups.ts';

it('has at least sixty cases, with a topic, a sentence and a name each', async () => {
  const groups = await loadGroups();
  const cases = groups.flatMap((group) => group.cases);
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(new Set(groups.map(({ topic }) => topic)).size).toBe(groups.length);
  for (const { name, holds } of cases) {
    expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(holds).not.toBe('');
  }
});

it('has for each bug a case that must see it', async () => {
  const groups = await loadGroups();
  const own = new Set<string>(groups.flatMap(({ cases }) => cases.map(({ bug }) => bug)));
  expect(Object.keys(fetchBugs).filter((bug) => !own.has(bug))).toEqual([]);
});
