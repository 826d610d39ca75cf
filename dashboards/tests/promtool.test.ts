import { join } from 'node:path';
import { contracts } from '@evenkeel/toolkit/providers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { buildDashboard, buildRules, listPanelQueries, rulesToYaml, substitute } from '../src/index.ts';
import { budgets, metered } from '../src/metered.fixture.ts';
import { buildRuleTests, ruleTestsToYaml } from '../src/rule-tests/index.ts';
import { Promtool } from './promtool.fixture.ts';

const folder = join(import.meta.dirname, '..');
let promtool: Promtool;
beforeAll(async () => {
  promtool = await Promtool.obtain();
}, 600_000);
afterAll(() => promtool[Symbol.asyncDispose]());

describe.each(contracts)('promtool on $name', (contract) => {
  test('accepts the committed rules', async () => {
    const { ok, said } = await promtool.run('check', 'rules', join(folder, 'generated', `${contract.name}.rules.yaml`));
    expect(ok, said).toBe(true);
    const rules = buildRules(contract).groups.flatMap((group) => group.rules);
    expect(said).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  test('passes the committed tests of the rules', async () => {
    const { ok, said } = await promtool.run('test', 'rules', join(folder, 'tests', `${contract.name}.rules.test.yaml`));
    expect(ok, said).toBe(true);
  });

  test('accepts the rules with short windows', async () => {
    const rules = rulesToYaml(buildRules(contract, { alertWindowMs: 10_000, alertForMs: 2_000 }));
    const { ok, said } = await promtool.run(
      'check',
      'rules',
      await promtool.write(`${contract.name}.short.yaml`, rules),
    );
    expect(ok, said).toBe(true);
  });

  // Its parser knows the types of PromQL, which the linter's grammar does not.
  test('accepts every query of the panels', async () => {
    const queries = listPanelQueries(buildDashboard(contract));
    const rules = queries.map(({ panelId, expr }, index) => ({
      record: `panel:${panelId}:${index}`,
      expr: substitute(expr, { rateIntervalSeconds: 20, rangeSeconds: 900, job: '.+' }),
    }));
    const file = stringify({ groups: [{ name: 'panels', rules }] }, { lineWidth: 0 });
    const { ok, said } = await promtool.run(
      'check',
      'rules',
      await promtool.write(`${contract.name}.panels.yaml`, file),
    );
    expect(ok, said).toBe(true);
    expect(said).toContain(`${queries.length} rules found`);
  });
});

test('promtool passes the rules of debts and budgets, which no shipped contract has', async () => {
  const rules = await promtool.write('metered.rules.yaml', rulesToYaml(buildRules(metered, { budgets })));
  const tests = buildRuleTests(metered, rules, { budgets });
  const alerts = new Set(tests.tests.map(({ name }) => name.split(' ')[0]));
  expect([...alerts]).toEqual(expect.arrayContaining(['EvenkeelDebtStays', 'EvenkeelBudgetUsedUp']));
  const { ok, said } = await promtool.run(
    'test',
    'rules',
    await promtool.write('metered.yaml', ruleTestsToYaml(tests)),
  );
  expect(ok, said).toBe(true);
});

test('promtool accepts the configuration of Prometheus', async () => {
  const { ok, said } = await promtool.run('check', 'config', '--syntax-only', join(folder, 'prometheus.yml'));
  expect(ok, said).toBe(true);
});
