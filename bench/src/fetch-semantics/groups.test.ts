import { expect, it } from 'vitest';
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
