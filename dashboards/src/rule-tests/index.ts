import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { stringify } from 'yaml';
import type { AlertRule, RuleOptions } from '../alert-rule.ts';
import { percent } from '../format.ts';
import { generatedNotice } from '../naming.ts';
import { alertScope, badRatio, promDuration } from '../promql/index.ts';
import { buildRules } from '../rules.ts';
import { type RuleCase, ruleCases } from './cases.ts';
import { limitTests } from './limit-cases.ts';
import type { AlertTest, ExprTest, TestGroup } from './test-group.ts';
import { timelineOf } from './timeline.ts';
import { inputSeries, stopStep } from './traffic.ts';

/** A rule file's tests, as `promtool test rules` reads them. */
export interface RuleTestFile {
  rule_files: string[];
  evaluation_interval: string;
  tests: TestGroup[];
}

/** The alert as Prometheus would send it, with its templates filled in. */
function firing(rule: AlertRule, ratio: number): AlertTest['exp_alerts'] {
  const filled = Object.entries(rule.annotations).map(([name, text]) => [
    name,
    text.replaceAll('{{ $value | humanizePercentage }}', percent(ratio)),
  ]);
  return [{ exp_labels: rule.labels, exp_annotations: Object.fromEntries(filled) }];
}

function boundary(objective: Objective, asPrometheus3: boolean): string | undefined {
  if (objective.sli !== 'latency') return undefined;
  const seconds = objective.thresholdMs / 1_000;
  return asPrometheus3 && Number.isInteger(seconds) ? seconds.toFixed(1) : String(seconds);
}

function testGroup(contract: ProviderContract, objective: Objective, rule: AlertRule, one: RuleCase): TestGroup {
  const { stepMs, firesAtMs, endMs, steps } = timelineOf(objective.alert);
  const at = (ms: number, alerts: AlertTest['exp_alerts']): AlertTest => ({
    eval_time: promDuration(ms),
    alertname: rule.alert,
    exp_alerts: alerts,
  });
  const alerts = one.fires === null ? [] : firing(rule, one.fires);
  // Half-way through, a restart is in the window.
  const halfMs = Math.floor(steps / 2) * stepMs + stepMs;
  const exprTests = [
    ...(one.idle ? [noRatio(contract, objective, halfMs)] : []),
    ...(one.resolves ? resolution(rule, objective) : []),
  ];
  return {
    name: `${rule.alert} ${one.name}`,
    interval: promDuration(stepMs),
    input_series: inputSeries(one.traffic, steps, boundary(objective, one.le3 ?? false)),
    alert_rule_test: [
      at(firesAtMs - stepMs, []),
      at(firesAtMs, alerts),
      ...(one.resolves ? [] : [at(halfMs, alerts)]),
      at(endMs, one.resolves ? [] : alerts),
    ],
    ...(exprTests.length === 0 ? {} : { promql_expr_test: exprTests }),
  };
}

/** Tests that without calls there is no ratio at all: neither 0 nor NaN. */
function noRatio(contract: ProviderContract, objective: Objective, atMs: number): ExprTest {
  const expr = badRatio(objective, alertScope(contract), promDuration(objective.alert.windowMs));
  return { expr, eval_time: promDuration(atMs), exp_samples: [] };
}

/**
 * Tests that the alert outlives the breach by its window. The tolerance is two steps, since Prometheus 3 leaves out the
 * window's first instant and an increase needs two samples.
 */
function resolution(rule: AlertRule, objective: Objective): ExprTest[] {
  const { stepMs, steps } = timelineOf(objective.alert);
  const leavesMs = stopStep(steps) * stepMs + objective.alert.windowMs;
  const expr = `count(ALERTS{alertname="${rule.alert}",alertstate="firing"})`;
  return [
    { expr, eval_time: promDuration(leavesMs - 2 * stepMs), exp_samples: [{ value: 1 }] },
    { expr, eval_time: promDuration(leavesMs + stepMs), exp_samples: [] },
  ];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Builds tests of the shipped rules: that each alert fires on time and with the right words, and stays silent
 * otherwise. `rulesPath` is relative to the tests' own file.
 */
export function buildRuleTests(contract: ProviderContract, rulesPath: string, options: RuleOptions = {}): RuleTestFile {
  const [rules = [], ofLimits = []] = buildRules(contract, options).groups.map((group) => group.rules);
  const tests = contract.objectives.flatMap((objective, index) => {
    const rule = rules[index];
    return rule === undefined
      ? []
      : ruleCases(contract, objective).map((one) => testGroup(contract, objective, rule, one));
  });
  // Each objective has its own step; the rules are evaluated often enough for all of them.
  const intervalMs = contract.objectives.map(({ alert }) => timelineOf(alert).stepMs).reduce(greatestCommonDivisor, 0);
  const all = [...tests, ...limitTests(contract, ofLimits, options)];
  return { rule_files: [rulesPath], evaluation_interval: promDuration(intervalMs), tests: all };
}

/** The test file of a contract's rules. */
export function ruleTestsToYaml(file: RuleTestFile): string {
  return `# ${generatedNotice}\n${stringify(file, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
