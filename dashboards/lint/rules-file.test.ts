import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contracts } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { buildDashboard, buildRules } from '../src/index.ts';
import { readPromql } from './promql.ts';
import { unknownWords } from './vocabulary.ts';

const root = join(import.meta.dirname, '..', '..');

describe.each(contracts)('the alerts of $name', (contract) => {
  const rules = buildRules(contract).groups.flatMap((group) => group.rules);

  test.each(rules)('$alert is PromQL and reads only what the toolkit tells', ({ expr }) => {
    const { errors, selectors } = readPromql(expr);
    expect(errors).toEqual([]);
    expect(selectors.length).toBeGreaterThan(0);
    expect(selectors.flatMap(unknownWords)).toEqual([]);
  });

  test.each(rules)('$alert has a runbook, which names it', async ({ alert, annotations }) => {
    expect(await readFile(join(root, annotations.runbook_url), 'utf8')).toContain(alert);
  });

  test('the runbooks name only panels that the dashboard has', async () => {
    const titles = new Set(buildDashboard(contract).panels.map(({ title }) => title));
    for (const { annotations } of rules) {
      const runbook = await readFile(join(root, annotations.runbook_url), 'utf8');
      const named = [...runbook.matchAll(/panel \*\*(.+?)\*\*/g)].map(([, title = '']) => title);
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((title) => !titles.has(title))).toEqual([]);
    }
  });
});
