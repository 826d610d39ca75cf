import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { errorBudget, type LatencyObjective } from '@evenkeel/toolkit/slo';
import { metricNames } from '@evenkeel/toolkit/telemetry';
import type { AlertRule, RuleOptions } from '../alert-rule.ts';
import { budgetName, percent } from '../format.ts';
import { limitNames, paceMs, waitObjectives } from '../limit-rules.ts';
import { limitAlerts } from '../naming.ts';
import { promDuration } from '../promql/index.ts';
import type { AlertTest, TestGroup } from './test-group.ts';
import { timelineOf } from './timeline.ts';
import { type InputSeries, seriesOf } from './traffic.ts';

const job = { job: 'gateway', instance: 'gateway:1' };

/** The alert as Prometheus would send it; its own labels beside those of the rule. */
function sent(rule: AlertRule, labels: Readonly<Record<string, string>>, value: number): AlertTest['exp_alerts'] {
  const fill = (text: string): string =>
    text
      .replaceAll('{{ $value | humanizePercentage }}', percent(value))
      .replaceAll('{{ $value | humanize }}', String(value))
      .replaceAll('{{ $labels.limit }}', labels.limit ?? '');
  const annotations = Object.fromEntries(Object.entries(rule.annotations).map(([name, text]) => [name, fill(text)]));
  return [{ exp_labels: { ...rule.labels, ...labels }, exp_annotations: annotations }];
}

interface Case {
  name: string;
  stepMs: number;
  series: InputSeries[];
  /** At which times, and with what: null is silent. */
  at: readonly (readonly [atMs: number, fires: AlertTest['exp_alerts'] | null])[];
}

const groupOf = (rule: AlertRule, { name, stepMs, series, at }: Case): TestGroup => ({
  name: `${rule.alert} ${name}`,
  interval: promDuration(stepMs),
  input_series: series,
  alert_rule_test: at.map(([atMs, fires]) => ({
    eval_time: promDuration(atMs),
    alertname: rule.alert,
    exp_alerts: fires ?? [],
  })),
});

/** Waits and calls of one operation; `long` of the waits are longer than the objective's threshold. */
interface Waits {
  provider: string;
  operation: string;
  limit: string;
  waits: number;
  long: number;
  calls: number;
}

function waitSeries({ thresholdMs }: LatencyObjective, steps: number, traffic: readonly Waits[]): InputSeries[] {
  return traffic.flatMap(({ provider, operation, limit, waits, long, calls }) => {
    const labels = { ...job, provider, operation };
    const count = (metric: string, of: Record<string, string>, total: number): InputSeries => ({
      series: seriesOf(metric, { ...labels, ...of }),
      values: `0+${total}x${steps}`,
    });
    return [
      count(`${metricNames.limitWait}_count`, { limit }, waits),
      count(`${metricNames.limitWait}_bucket`, { limit, le: String(thresholdMs / 1_000) }, waits - long),
      ...(calls === 0 ? [] : [count(`${metricNames.callDuration}_count`, { outcome: 'ok' }, calls)]),
    ];
  });
}

function waitCases(contract: ProviderContract, objective: LatencyObjective, rule: AlertRule): Case[] {
  const { stepMs, firesAtMs, endMs, steps } = timelineOf(objective.alert);
  const [limit = '', other = 'another'] = limitNames(contract);
  const [operation = ''] = objective.operations;
  const perBudget = Math.ceil(1 / errorBudget(objective));
  const calls = perBudget * Math.max(Math.ceil(objective.minSamples / perBudget), 100);
  const budgeted = Math.round(calls * errorBudget(objective));
  const base = { provider: contract.name, operation, limit, waits: calls, calls };
  const fires = sent(rule, { limit }, (2 * budgeted) / calls);
  const times = [firesAtMs - stepMs, firesAtMs, endMs] as const;
  const silent = (name: string, ...traffic: Waits[]): Case => ({
    name,
    stepMs,
    series: waitSeries(objective, steps, traffic),
    at: times.map((atMs) => [atMs, null] as const),
  });
  return [
    {
      name: 'fires on time, and names the limit',
      stepMs,
      series: waitSeries(objective, steps, [
        { ...base, long: 2 * budgeted },
        { ...base, limit: other, long: budgeted - 1, calls: 0 },
      ]),
      at: [
        [times[0], null],
        [times[1], fires],
        [times[2], fires],
      ],
    },
    silent('is silent just below the budget', { ...base, long: budgeted - 1 }),
    silent('is silent where all wait, and none for long', { ...base, long: 0 }),
    silent('is silent without calls', { ...base, waits: 0, long: 0, calls: 0 }),
    silent('is silent for the waits of another provider', { ...base, provider: `not-${base.provider}`, long: calls }),
    ...Object.keys(contract.operations)
      .filter((name) => !objective.operations.includes(name))
      .map((name) =>
        silent(
          `is silent for the waits of ${name}`,
          { ...base, long: 0 },
          { ...base, operation: name, long: calls, calls: 0 },
        ),
      ),
  ];
}

function debtCases(contract: ProviderContract, rule: AlertRule): Case[] {
  const [, limit = '', window = ''] = /limit="([^"]+)"} offset (\w+)/.exec(rule.expr) ?? [];
  const minutes = Number(/^(\d+)m$/.exec(window)?.[1] ?? 0);
  // What is tested of a limit of minutes holds of any.
  if (minutes === 0) return [];
  const stepMs = 30_000;
  const twoWindowsMs = minutes * 60_000;
  const steps = twoWindowsMs / stepMs;
  const series = (values: string): InputSeries[] => [
    { series: seriesOf(metricNames.limitDebt, { ...job, provider: contract.name, limit, unit: 'x' }), values },
  ];
  const after = 4 * steps;
  const fires = (value: number) => sent(rule, { limit }, value);
  return [
    {
      name: 'fires once it has not fallen over two windows',
      stepMs,
      series: series(`30+0x${after}`),
      at: [
        [twoWindowsMs - stepMs, null],
        [twoWindowsMs, fires(30)],
        [2 * twoWindowsMs, fires(30)],
      ],
    },
    { name: 'is silent while it is paid', stepMs, series: series(`900-1x${after}`), at: [[2 * twoWindowsMs, null]] },
    {
      name: 'is silent where it was paid between',
      stepMs,
      series: series(`30+0x${steps} 0+0x1 30+0x${after}`),
      at: [[(steps + 4) * stepMs, null]],
    },
    { name: 'is silent without debt', stepMs, series: series(`0+0x${after}`), at: [[2 * twoWindowsMs, null]] },
  ];
}

function budgetCases(contract: ProviderContract, rule: AlertRule, options: RuleOptions): Case[] {
  const budget = options.budgets?.find((each) => budgetName(each) === rule.labels.limit);
  if (budget === undefined) return [];
  const { max, periodMs, unit } = budget;
  const windowMs = paceMs(periodMs);
  // A value that is older than five minutes is none.
  const stepMs = Math.min(60_000, windowMs / 10);
  const steps = (4 * windowMs) / stepMs;
  const labels = { ...job, provider: contract.name, limit: budgetName(budget), unit };
  // In each step what lets a share of the budget be used in a period.
  const series = (share: number): InputSeries[] => [
    { series: seriesOf(metricNames.limit, labels), values: `${max}+0x${steps}` },
    { series: seriesOf(metricNames.budgetSpent, labels), values: `0+${(max * share * stepMs) / periodMs}x${steps}` },
  ];
  const fires = sent(rule, {}, 1.25);
  return [
    {
      name: 'fires where it will be used up before its period ends',
      stepMs,
      series: series(1.25),
      at: [
        // What was spent before there was a client is nothing: the pace is above the budget after four fifths of the window.
        [1.2 * windowMs, null],
        [1.4 * windowMs, fires],
        [3 * windowMs, fires],
      ],
    },
    { name: 'is silent where it lasts', stepMs, series: series(0.95), at: [[3 * windowMs, null]] },
    { name: 'is silent where nothing is spent', stepMs, series: series(0), at: [[3 * windowMs, null]] },
  ];
}

/** The tests of the alerts of limits. */
export function limitTests(
  contract: ProviderContract,
  rules: readonly AlertRule[],
  options: RuleOptions = {},
): TestGroup[] {
  const ofWaits = rules.filter(({ alert }) => alert === limitAlerts.waits.name);
  return rules.flatMap((rule) => {
    const objective = waitObjectives(contract)[ofWaits.indexOf(rule)];
    const cases =
      rule.alert === limitAlerts.debt.name
        ? debtCases(contract, rule)
        : rule.alert === limitAlerts.budget.name
          ? budgetCases(contract, rule, options)
          : objective === undefined
            ? []
            : waitCases(contract, objective, rule);
    return cases.map((one) => groupOf(rule, one));
  });
}
