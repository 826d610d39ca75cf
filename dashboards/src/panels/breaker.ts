import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { type labelValues, metricNames } from '@evenkeel/toolkit/telemetry';
import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { Short } from '@grafana/grafana-foundation-sdk/units';
import { panelScope, type Scope, scopeMatchers, selector } from '../promql/index.ts';
import { datasource, type PanelSpec } from './common.ts';

type State = (typeof labelValues.state)[number];

/** The states by how much they matter: of several circuits, the panel shows the one with the highest level. */
const states: Record<State, { level: number; color: string }> = {
  closed: { level: 0, color: 'green' },
  'half-open': { level: 1, color: 'yellow' },
  open: { level: 2, color: 'red' },
  isolated: { level: 3, color: 'purple' },
};

/**
 * A query with one row for each upstream: each state that a circuit is in stands for its level, however many circuits
 * are in it, and the highest wins.
 */
function worstState(metric: string, scope: Scope): string {
  const weighed = Object.entries(states).map(
    ([state, { level }]) => `clamp_max(${selector(metric, { ...scopeMatchers(scope), state })}, 1) * ${level}`,
  );
  return `max by (upstream) (${weighed.join(' or ')})`;
}

interface Rows {
  refId: string;
  expr: string;
  legend: string;
}

/** The rows of our breakers, and of the API's own if it has any: only the mock server tells the state of those. */
function rowsOf(contract: ProviderContract): Rows[] {
  const scope = panelScope(contract);
  const ours = worstState(metricNames.breakers, scope);
  if (contract.backend === undefined) return [{ refId: 'A', expr: ours, legend: '{{upstream}}' }];
  const theirs = worstState(metricNames.mockBreakerState, scope);
  return [
    { refId: 'A', expr: ours, legend: 'ours, {{upstream}}' },
    { refId: 'B', expr: theirs, legend: 'behind the API, {{upstream}}' },
  ];
}

function describe({ backend, title }: ProviderContract): string {
  const ours =
    'State by upstream; of several clients and processes the worst. While open, calls are refused before they wait.';
  if (backend === undefined) return ours;
  return `${ours} The breakers behind the API are ${title}'s own, which only the mock server shows; ours does not count what they refuse.`;
}

/** The circuit breaker's state over time. */
export function breakerPanel(contract: ProviderContract): PanelSpec {
  const options = Object.fromEntries(
    Object.entries(states).map(([text, { level, color }]) => [String(level), { text, color, index: level }]),
  );
  const panel = new StateTimelineBuilder()
    .title('Circuit breaker')
    .description(describe(contract))
    .unit(Short)
    .datasource(datasource)
    .mappings([{ type: MappingType.ValueToText, options }])
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .fillOpacity(80);
  for (const { refId, expr, legend } of rowsOf(contract)) {
    panel.withTarget(
      new DataqueryBuilder().refId(refId).datasource(datasource).expr(expr).legendFormat(legend).range(),
    );
  }
  return { width: 12, height: 8, panel };
}
