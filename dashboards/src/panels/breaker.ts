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

/** The order is of concern: of several processes the worst is shown. */
const states: Record<State, { level: number; color: string }> = {
  closed: { level: 0, color: 'green' },
  'half-open': { level: 1, color: 'yellow' },
  open: { level: 2, color: 'red' },
  isolated: { level: 3, color: 'purple' },
};

/** One row for each upstream: each state's 0 or 1 is weighed by its level, and the highest wins. */
function worstState(scope: Scope): string {
  const weighed = Object.entries(states).map(
    ([state, { level }]) => `${selector(metricNames.breakerState, { ...scopeMatchers(scope), state })} * ${level}`,
  );
  return `max by (upstream) (${weighed.join(' or ')})`;
}

/** The circuit breaker's state over time. */
export function breakerPanel(contract: ProviderContract): PanelSpec {
  const options = Object.fromEntries(
    Object.entries(states).map(([text, { level, color }]) => [String(level), { text, color, index: level }]),
  );
  const panel = new StateTimelineBuilder()
    .title('Circuit breaker')
    .description('State by upstream; of several processes the worst. While open, calls are refused before they wait.')
    .unit(Short)
    .datasource(datasource)
    .mappings([{ type: MappingType.ValueToText, options }])
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .fillOpacity(80)
    .withTarget(
      new DataqueryBuilder()
        .refId('A')
        .datasource(datasource)
        .expr(worstState(panelScope(contract)))
        .legendFormat('{{upstream}}')
        .range(),
    );
  return { width: 12, height: 8, panel };
}
