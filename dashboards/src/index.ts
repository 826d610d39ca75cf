export { type Chart, renderChart } from './charts/chart.ts';
export { escapeMarkup } from './charts/markup.ts';
export { type RunChart, runCharts } from './charts/run-charts.ts';
export type { DashboardJson } from './dashboard-json.ts';
export { buildProviderDoc } from './doc/index.ts';
export { listPanelQueries, type PanelQuery, substitute, type Variables } from './panel-queries.ts';
export { alertScope, badRatio, panelScope, type Scope, sampleCount } from './promql/index.ts';
export { buildDashboard, type DashboardOptions } from './provider-dashboard.ts';
export { type AlertRule, buildRules, type RuleFile, type RuleOptions, rulesToYaml } from './rules.ts';
