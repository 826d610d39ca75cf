import { contracts, nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { errorBudget } from '@evenkeel/toolkit/slo';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertScope, badRatio, sampleCount } from './promql/index.ts';
import { buildRules, rulesToYaml } from './rules.ts';

describe.each(contracts)('the rules of $name', (contract) => {
  const rules = buildRules(contract).groups.flatMap((group) => group.rules);

  test('there is one alert for each objective, in the same order', () => {
    const ofObjectives = buildRules(contract).groups[0]?.rules ?? [];
    expect(ofObjectives.map((rule) => rule.labels.slo)).toEqual(contract.objectives.map(({ name }) => name));
    expect(new Set(rules.map((rule) => rule.alert)).size).toBe(rules.length);
  });

  test.each(contract.objectives)('$name has its own budget and guard', (objective) => {
    const rule = rules.find(({ labels }) => labels.slo === objective.name);
    expect(rule?.expr).toMatch(new RegExp(` > ${errorBudget(objective)}\nand\n`));
    expect(rule?.expr).toMatch(new RegExp(` >= ${objective.minSamples}$`));
  });

  test('they survive the trip through YAML', () => {
    expect(parse(rulesToYaml(buildRules(contract)))).toEqual(buildRules(contract));
  });
});

test('windows and `for` can be shortened, and nothing else changes', () => {
  const shipped = buildRules(nimbusProfile).groups[0]?.rules ?? [];
  const short = buildRules(nimbusProfile, { alertWindowMs: 10_000, alertForMs: 2_000 }).groups[0]?.rules ?? [];
  expect(short).toHaveLength(shipped.length);
  for (const [index, rule] of short.entries()) {
    expect(rule.for).toBe('2s');
    expect(rule.expr).toContain('[10s]');
    expect(rule.expr.replaceAll('[10s]', '[5m]')).toBe(shipped[index]?.expr);
    expect(rule.labels).toEqual(shipped[index]?.labels);
  }
});

test('alerts are made of the queries that the panels use', () => {
  const errors = nimbusProfile.objectives[0] as Objective;
  const expr = buildRules(nimbusProfile).groups[0]?.rules[0]?.expr;
  const scope = alertScope(nimbusProfile);
  expect(expr).toBe(`${badRatio(errors, scope, '5m')} > 0.01\nand\n${sampleCount(errors, scope, '5m')} >= 100`);
});

test('runbooks can be published anywhere', () => {
  const file = buildRules(nimbusProfile, { runbookBase: 'https://runbooks.example' });
  expect(file.groups[0]?.rules[1]?.annotations.runbook_url).toBe('https://runbooks.example/nimbus-latency.md');
});

test.each([{ alertWindowMs: 0 }, { alertWindowMs: 1.5 }, { alertForMs: -1 }, { alertWindowMs: Number.NaN }])(
  '%j is refused',
  (options) => {
    expect(() => buildRules(nimbusProfile, options)).toThrow(RangeError);
  },
);
