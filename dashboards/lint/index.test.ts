import { contracts, nimbusProfile } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import type { DashboardJson, PanelJson, VariableJson } from '../src/dashboard-json.ts';
import { buildDashboard } from '../src/provider-dashboard.ts';
import { lintDashboard } from './index.ts';
import { lintRules } from './rules.ts';

test.each(contracts)('the dashboard of $name is clean', (contract) => {
  expect(lintDashboard(buildDashboard(contract))).toEqual([]);
});

function firstPanel(dashboard: DashboardJson): PanelJson {
  const panel = dashboard.panels.find(({ type }) => type !== 'row');
  if (panel === undefined) throw new Error('The dashboard has no panel.');
  return panel;
}

function setPanel(change: Partial<PanelJson>): (dashboard: DashboardJson) => void {
  return (dashboard) => void Object.assign(firstPanel(dashboard), change);
}

function setExpr(expr: string): (dashboard: DashboardJson) => void {
  return (dashboard) => {
    const target = firstPanel(dashboard).targets?.[0];
    if (target !== undefined) target.expr = expr;
  };
}

function setVariable(name: string, change: Partial<VariableJson>): (dashboard: DashboardJson) => void {
  return ({ templating }) => {
    Object.assign(templating.list.find((each) => each.name === name) ?? {}, change);
  };
}

const count = 'evenkeel_call_duration_seconds_count';

const violations: [rule: string, plant: (dashboard: DashboardJson) => void][] = [
  ['template-datasource', setVariable('datasource', { label: 'Source' })],
  ['template-job', setVariable('job', { allValue: '.*' })],
  ['template-job', ({ templating }) => void templating.list.pop()],
  ['template-on-time-change-reload', setVariable('job', { refresh: 1 })],
  ['template-label-promql', setVariable('job', { query: 'label_values(up{, job)' })],
  ['template-label-promql', setVariable('job', { query: 'jobs' })],
  ['panel-datasource', setPanel({ datasource: { uid: 'mine' } })],
  ['panel-title-description', setPanel({ title: ' ' })],
  ['panel-title-description', setPanel({ description: undefined })],
  ['panel-units', setPanel({ fieldConfig: {} })],
  ['panel-no-targets', setPanel({ targets: [] })],
  ['target-promql', setExpr(`sum(rate(${count}{job=~"$job"}[$__rate_interval])`)],
  ['target-rate-interval', setExpr(`sum(rate(${count}{job=~"$job"}[5m]))`)],
  ['target-rate-interval', setExpr(`sum(rate(${count}{job=~"$job"}[$__range]))`)],
  ['target-job', setExpr(`sum(rate(${count}{provider="nimbus"}[$__rate_interval]))`)],
  ['target-job', setExpr(`sum(rate(${count}{job="$job"}[$__rate_interval]))`)],
  ['target-counter-agg', setExpr(`sum(${count}{job=~"$job"})`)],
  ['target-vocabulary', setExpr('evenkeel_brake_state{job=~"$job"}')],
  ['target-vocabulary', setExpr('evenkeel_breakers{job=~"$job",state="ajar"}')],
  ['target-vocabulary', setExpr('evenkeel_breakers{job=~"$job",mood="open"}')],
  ['target-vocabulary', setExpr('evenkeel_limit{job=~"$job",resource="requests"}')],
  ['target-vocabulary', setExpr('evenkeel_limit{job=~"$job",limit="nobody"}')],
  ['target-vocabulary', setExpr('evenkeel_limit{job=~"$job",unit="parsecs"}')],
  ['target-vocabulary', setExpr(`sum(rate(${count}{job=~"$job",outcome=~"error|refused"}[$__rate_interval]))`)],
  ['unique-ids', setPanel({ id: 1 })],
  ['unique-ref-ids', (dashboard) => void firstPanel(dashboard).targets?.push(...(firstPanel(dashboard).targets ?? []))],
  ['grid-width', setPanel({ gridPos: { x: 0, y: 1, w: 25, h: 8 } })],
  ['grid-overlap', setPanel({ gridPos: { x: 0, y: 1, w: 7, h: 8 } })],
];

describe('a planted violation is found', () => {
  test.each(violations)('%s', (rule, plant) => {
    const dashboard = buildDashboard(nimbusProfile);
    plant(dashboard);
    expect(lintDashboard(dashboard).map((finding) => finding.split(':')[0])).toContain(rule);
  });

  test('of every rule', () => {
    expect([...new Set(violations.map(([rule]) => rule))].sort()).toEqual(Object.keys(lintRules).sort());
  });
});
